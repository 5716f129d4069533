import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** Links resolved, so that one file has one path and one lock. */
export function absolutePath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const folder = dirname(absolute);
  return existsSync(folder) ? resolve(realpathSync(folder), basename(absolute)) : absolute;
}
