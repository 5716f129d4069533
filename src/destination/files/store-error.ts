/** What keeps files from being read or written, in terms that an operator can act on. */
import { ConfigError, TierlineError, TransientError } from "../../domain/errors.ts";

const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const UNWRITABLE: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "EEXIST"]);

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** The cause is not kept: its text may name files of other people's. `where`: the address. */
export function storeError(error: unknown, where: string): TierlineError {
  if (error instanceof TierlineError) return error;
  const code = codeOf(error);
  if (FULL.has(code)) return targetFull(where, code);
  if (UNWRITABLE.has(code)) return targetUnwritable(where, code);
  return targetUnreachable(where, code);
}

/** Of a file on its way through this machine. */
export function isRoomProblem(error: unknown): boolean {
  return FULL.has(codeOf(error)) || UNWRITABLE.has(codeOf(error));
}

export function targetFull(where: string, code: string): ConfigError {
  return new ConfigError("target_full", `There is no room left for files at ${where} (${code}).`, {
    remedy: "Make room there, then run again: what was not written is sent by the next run.",
  });
}

export function targetUnwritable(where: string, code: string): ConfigError {
  return new ConfigError("target_unwritable", `Files at ${where} cannot be read or written (${code}).`, {
    remedy: "Give the account that runs Tierline the right to read and write there, or name another address.",
  });
}

export function targetMissing(where: string, code: string): ConfigError {
  return new ConfigError("target_missing", `There is no ${where} (${code}).`, {
    remedy: "Make the bucket or folder, or correct the address.",
  });
}

export function targetUnreachable(where: string, code: string): TransientError {
  return new TransientError("target_unreachable", `Files at ${where} could not be reached (${code}).`, {
    remedy: "Check the address and the network, then run again.",
  });
}

export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "unknown";
  return String(error.code);
}
