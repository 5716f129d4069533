/** What a bucket refuses, in terms that an operator can act on (docs.aws.amazon.com, "Error responses", read 2026-11-22). */
import { ConfigError, TierlineError } from "../../domain/errors.ts";
import { targetFull, targetMissing, targetUnreachable, targetUnwritable } from "./store-error.ts";

const UNKNOWN_KEY: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "TokenRefreshRequired",
  "CredentialsProviderError",
]);
const FULL: ReadonlySet<string> = new Set(["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"]);

/** The cause is not kept: its text may name keys of objects and headers. */
export function s3Error(error: unknown, where: string): TierlineError {
  if (error instanceof TierlineError) return error;
  const name = error instanceof Error ? error.name : "unknown";
  const status = statusOf(error);
  if (UNKNOWN_KEY.has(name) || status === 401)
    return new ConfigError("authentication", `${where} does not accept the access key (${name}).`, {
      remedy: "Set the variables that access_key_id and secret_access_key beside the address name.",
    });
  if (name === "RequestTimeTooSkewed")
    return new ConfigError("authentication", `${where} refuses requests of this machine's time (${name}).`, {
      remedy: "Set this machine's clock.",
    });
  if (name === "NoSuchBucket" || status === 404) return targetMissing(where, name);
  if (FULL.has(name) || status === 507) return targetFull(where, name);
  if (status === 403) return targetUnwritable(where, name);
  return targetUnreachable(where, name);
}

export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
