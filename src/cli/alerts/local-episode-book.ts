/**
 * Episodes about a whole project, in a file of this machine: what keeps the state from being opened cannot be noted in
 * it. The file lies where position lines lie. A machine that forgets its files (a container) repeats such a message.
 */
import { createHash } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { readIfThere } from "../../config/read-if-there.ts";
import type { Episode } from "../../domain/alert.ts";
import type { EpisodeBook } from "../../journal/episode-book.ts";
import type { Random } from "../../platform/random.ts";
import { stateHome } from "../state-home.ts";
import type { Environment } from "../terminal.ts";

const fileSchema = z.object({ schema_version: z.literal(1), run_failed_since_ms: z.int() });

export interface LocalBookOptions {
  readonly environment: Environment;
  readonly random: Random;
  /** Absolute. */
  readonly folder: string;
  readonly target: string;
}

/** It knows one episode: that no run of this project and target could begin. */
export function localEpisodeBook({ environment, random, folder, target }: LocalBookOptions): EpisodeBook {
  const name = createHash("sha256")
    .update(JSON.stringify([folder, target]))
    .digest("hex")
    .slice(0, 16);
  const path = join(stateHome(environment), "tierline", `alerts.${name}.json`);
  return {
    async open(): Promise<readonly Episode[]> {
      const text = await readIfThere(path);
      if (text === undefined) return [];
      const { data } = fileSchema.safeParse(parsed(text));
      return data === undefined ? [] : [{ sync: null, kind: "run_failed", sinceMs: data.run_failed_since_ms }];
    },
    async begin({ sinceMs }) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${random.id()}`;
      await writeFile(beside, `${JSON.stringify({ schema_version: 1, run_failed_since_ms: sinceMs })}\n`, {
        mode: 0o600,
      });
      await rename(beside, path);
    },
    end: () => rm(path, { force: true }),
  };
}

/** A file that was cut short is none: the message is repeated. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
