/** The file of an exported audience: CSV for its owner's eyes alone, whole or not there. */
import { link, open, rm, type FileHandle } from "node:fs/promises";
import { ConfigError } from "../domain/errors.ts";
import type { SyncProperty } from "../domain/sync.ts";
import type { AudienceFile } from "../engine/export-audience.ts";
import type { AudienceMember } from "../journal/audience-reader.ts";
import { isoInstant } from "../platform/instant.ts";
import { misplacedFile } from "./misplaced-file.ts";
import { csvLine } from "./views/plan-csv.ts";

/** Readable and writable for the owner alone: it holds addresses. */
const MODE = 0o600;

/** `path` is absolute. `ConfigError` `file_exists`, `file_half_written`, `file_not_written`: nothing is ever written over. */
export async function openAudienceFile(
  path: string,
  audience: string,
  properties: readonly Pick<SyncProperty, "name" | "type">[],
): Promise<AudienceFile> {
  const written = `${path}.part`;
  const handle = await create(written, path);
  let isOpen = true;
  const end = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  await handle.write(csvLine(["customer_id", "email", "audience", ...properties.map(({ name }) => name)]));
  return {
    write: async (page) => {
      await handle.write(page.map((member) => lineOf(member, audience, properties)).join(""));
    },
    finish: async () => {
      await handle.sync();
      await end();
    },
    publish: async () => {
      // A rename would replace what is there; a second name does not.
      await link(written, path).catch((cause: unknown) => {
        throw isThere(cause) ? fileExists(path, cause) : cause;
      });
      await rm(written);
    },
    discard: async () => {
      await end();
      await rm(written, { force: true });
    },
  };
}

function lineOf(
  { key, address, properties: values }: AudienceMember,
  audience: string,
  properties: readonly Pick<SyncProperty, "type">[],
): string {
  const cells = values.map((text, index) => (properties[index]?.type === "datetime" ? instantCell(text) : text));
  return csvLine([key, address === "" ? null : address, audience, ...cells]);
}

/** A plan holds an instant as epoch milliseconds, which is what HubSpot takes; people read ISO 8601, UTC. */
function instantCell(text: string): string {
  return text === "" ? "" : isoInstant(Number(text));
}

async function create(written: string, path: string): Promise<FileHandle> {
  try {
    return await open(written, "wx", MODE);
  } catch (cause) {
    throw isThere(cause) ? halfWritten(written, path, cause) : misplacedFile(path, cause);
  }
}

/** Nobody can tell from outside whether its writer lives. It holds addresses, so it is named until somebody took it away. */
function halfWritten(written: string, path: string, cause: unknown): ConfigError {
  return new ConfigError("file_half_written", `${written} is there: an export to ${path} goes on, or was killed.`, {
    cause,
    remedy: "If none goes on, delete that file (it holds addresses), and export again.",
  });
}

export function fileExists(path: string, cause?: unknown): ConfigError {
  return new ConfigError("file_exists", `${path} is there already.`, {
    cause,
    remedy: "Give another name, or move that file away: nothing is written over.",
  });
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
