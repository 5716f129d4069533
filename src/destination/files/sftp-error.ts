/** What an SFTP server refuses, in terms that an operator can act on (draft-ietf-secsh-filexfer-13, 9.1, read 2026-11-22). */
import { ConfigError, TierlineError } from "../../domain/errors.ts";
import { codeOf, targetFull, targetMissing, targetUnreachable, targetUnwritable } from "./store-error.ts";

export const SFTP_STATUS = { noSuchFile: 2, permissionDenied: 3, failure: 4, noSpace: 14, quota: 15 } as const;

/** The cause is not kept: its text may name files of other people's. */
export function sftpError(error: unknown, where: string): TierlineError {
  if (error instanceof TierlineError) return error;
  const level = levelOf(error);
  if (level === "client-authentication")
    return new ConfigError("authentication", `${where} does not accept the user or the credential.`, {
      remedy: "Set the variable that password or private_key beside the address names.",
    });
  if (error instanceof Error && /does not support this extended request/u.test(error.message))
    return new ConfigError("sftp_rename", `The server of ${where} cannot replace a file as a whole.`, {
      remedy: "Use a server that has posix-rename@openssh.com, as OpenSSH does.",
    });
  switch (statusOf(error)) {
    case SFTP_STATUS.noSuchFile:
      return targetMissing(where, "no such file");
    case SFTP_STATUS.permissionDenied:
      return targetUnwritable(where, "permission denied");
    case SFTP_STATUS.failure:
      // Version 3 of the protocol, which OpenSSH speaks, has no other word for a full disk.
      return new ConfigError("target_failed", `The server of ${where} failed at a file and says no more.`, {
        remedy: "Look there for room, quotas and rights, then run again: what was not written is sent by the next run.",
      });
    case SFTP_STATUS.noSpace:
    case SFTP_STATUS.quota:
      return targetFull(where, "no space");
    case undefined:
    default:
      return targetUnreachable(where, level ?? codeOf(error));
  }
}

/** A fingerprint is no secret: whoever connects is shown it. */
export function hostKeyDiffers(where: string, shown: string): ConfigError {
  return new ConfigError("host_key", `${where} shows the host key ${shown}, which is not its host_key.`, {
    remedy:
      "Ask whoever runs the server for its fingerprint by another way, and write that as host_key. Nothing was sent: somebody may stand in between.",
  });
}

export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "number" ? error.code : undefined;
}

function levelOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("level" in error)) return undefined;
  return typeof error.level === "string" ? error.level : undefined;
}
