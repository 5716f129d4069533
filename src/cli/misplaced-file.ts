/** A file that the user named and that cannot lie there. */
import { ConfigError } from "../domain/errors.ts";

const WHY: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "its folder is not there"],
  ["ENOTDIR", "a file stands where its folder should be"],
  ["EEXIST", "a file stands where its folder should be"],
  ["EISDIR", "it is a folder"],
  ["ENAMETOOLONG", "its name is too long"],
  ["ENOSPC", "the disk is full"],
]);

/** `ConfigError` `file_not_written`; what else went wrong stays as it is. `path` is the one that was given. */
export function misplacedFile(path: string, cause: unknown): unknown {
  const why = cause instanceof Error && "code" in cause ? WHY.get(cause.code) : undefined;
  if (why === undefined) return cause;
  return new ConfigError("file_not_written", `${path} cannot be written: ${why}.`, {
    cause,
    remedy: "Give another name, or make room for it there.",
  });
}
