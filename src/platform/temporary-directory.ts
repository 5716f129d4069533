/** A place for files on their way, which hold personal data: its owner's alone, and gone afterwards whatever happens. */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LEFT_BEHIND_AFTER_MS = 24 * 3600 * 1000;

export interface TemporaryDirectory {
  readonly path: string;
  /** With all that lies in it. */
  remove(): Promise<void>;
}

/**
 * A process killed outright cannot clean up: what such a one left for this purpose more than a day before `nowMs` is
 * removed here. `purpose`: a word in the directory's name.
 */
export async function openTemporaryDirectory(purpose: string, nowMs: number): Promise<TemporaryDirectory> {
  const prefix = `tierline-${purpose}-`;
  await removeLeftBehind(prefix, nowMs);
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, remove: async () => await rm(path, { recursive: true, force: true }) };
}

/** The same for as long as the work takes. */
export async function withTemporaryDirectory<Result>(
  purpose: string,
  nowMs: number,
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await openTemporaryDirectory(purpose, nowMs);
  try {
    return await work(directory.path);
  } finally {
    await directory.remove();
  }
}

async function removeLeftBehind(prefix: string, nowMs: number): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const path = join(tmpdir(), name);
    const found = await stat(path).catch(() => undefined);
    const isOurs = found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
    if (isOurs && found.mtimeMs < nowMs - LEFT_BEHIND_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}
