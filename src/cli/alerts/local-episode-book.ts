/**
 * Episodes about a whole project, in a file of this machine: what keeps the state from being opened cannot be noted in
 * it. The file lies where position lines lie. A machine that forgets its files (a container) repeats such a message.
 */
import { createHash } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { readIfThere } from "../../config/read-if-there.ts";
import type { AlertKind, Episode } from "../../domain/alert.ts";
import type { EpisodeBook } from "../../journal/episode-book.ts";
import type { Random } from "../../platform/random.ts";
import { stateHome } from "../state-home.ts";
import type { Environment } from "../terminal.ts";

/** Each stands in a file of its own. */
export type LocalKind = Extract<AlertKind, "run_failed" | "report_failed" | "digest_failed">;

export interface LocalBookOptions {
  readonly environment: Environment;
  readonly random: Random;
  /** Absolute. */
  readonly folder: string;
  readonly target: string;
  /** Default `run_failed`. */
  readonly kind?: LocalKind;
}

/** It knows one episode of this project and target: that no run could begin, or what else `kind` says. */
export function localEpisodeBook({
  environment,
  random,
  folder,
  target,
  kind = "run_failed",
}: LocalBookOptions): EpisodeBook {
  const name = createHash("sha256")
    .update(JSON.stringify([folder, target]))
    .digest("hex")
    .slice(0, 16);
  const path = join(
    stateHome(environment),
    "tierline",
    kind === "run_failed" ? `alerts.${name}.json` : `alerts.${name}.${kind}.json`,
  );
  const key = `${kind}_since_ms`;
  const fileSchema = z.object({ schema_version: z.literal(1) }).catchall(z.int());
  return {
    async open(): Promise<readonly Episode[]> {
      const text = await readIfThere(path);
      if (text === undefined) return [];
      const { data } = fileSchema.safeParse(parsed(text));
      const sinceMs = data?.[key];
      return sinceMs === undefined ? [] : [{ sync: null, kind, sinceMs }];
    },
    async begin({ sinceMs }) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.${random.id()}`;
      await writeFile(beside, `${JSON.stringify({ schema_version: 1, [key]: sinceMs })}\n`, {
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
