/**
 * A target folder for each invocation, so that nobody reads another's results. Parsing is shared through one file:
 * without it a build starts with 3 to 5 s of parsing.
 */
import { createHash } from "node:crypto";
import { access, constants, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const KEPT_FOLDERS = 5;
const PARSED = "partial_parse.msgpack";
const ANY_PARSED = /^partial_parse\..*msgpack$/u;

export interface TargetFolder {
  readonly path: string;
  /** Words for dbt. */
  readonly words: readonly string[];
  /** Keeps what was parsed for the next invocation, and only the newest folders. */
  finish(): Promise<void>;
}

/**
 * @param parent one per project and target: what is parsed for one target is of no use for another
 * @param name ascending with time, unique
 */
export async function makeTargetFolder(parent: string, name: string): Promise<TargetFolder> {
  const path = join(parent, name);
  const parsed = nameOfParsed(parent);
  const shared = join(parent, parsed);
  await mkdir(path, { recursive: true });
  // Another user's is closed to us: dbt then parses anew, and what we leave is ours.
  const isParsed = await isReadable(shared);
  return {
    path,
    words: ["--target-path", path, "--log-path", path, ...(isParsed ? ["--partial-parse-file-path", shared] : [])],
    async finish() {
      if (await isReadable(join(path, PARSED))) await rename(join(path, PARSED), shared);
      const entries = await readdir(parent);
      const folders = entries.filter((entry) => !ANY_PARSED.test(entry)).toSorted();
      const parsedElsewhere = entries.filter((entry) => ANY_PARSED.test(entry) && entry !== parsed);
      // What another user left stays when it is closed to us: tidying up must not hide what dbt said.
      for (const old of [...folders.slice(0, -KEPT_FOLDERS), ...parsedElsewhere])
        await rm(join(parent, old), { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/**
 * What is parsed holds where the seeds lie, and dbt believes it: a project that was copied or moved with its `.tierline`
 * would go on to read the rules of the folder it came from.
 */
function nameOfParsed(parent: string): string {
  return `partial_parse.${createHash("sha256").update(parent).digest("hex").slice(0, 16)}.msgpack`;
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
