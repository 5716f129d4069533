/** A folder of this machine, with all that lie above it. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing, targetMissing } from "./store-error.ts";

/**
 * Level by level, each tried once. Node's own `recursive` never ends where the system answers ENOENT although the folder above
 * is there, as under Linux's /proc: a core was busy for ten minutes and SIGTERM did not end it (Node 20.20 and 24.21).
 * `ConfigError` `target_missing` there, which names `where`; any other answer as the system gave it.
 */
export async function makeFolder(path: string, where: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above, where);
  try {
    await mkdir(path);
  } catch (error) {
    if (isMissing(error)) throw targetMissing(where, "ENOENT");
    // Somebody else may have made it in between.
    if (!(await isFolder(path))) throw error;
  }
}

/** What cannot be looked at is no folder yet: making it tells why. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
