/**
 * Signatures of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md, read
 * 2026-11-22): HMAC-SHA256 over `id.timestamp.body`, one for each secret, so that a receiver may hold either while keys are
 * changed.
 */
import { createHmac } from "node:crypto";
import { ConfigError } from "../../domain/errors.ts";

const SECRET = /^whsec_(?<key>[A-Za-z0-9+/]+={0,2})$/u;
/** The specification's bounds of a key, in bytes. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

/** `ConfigError` `webhook_secret`; nothing of the secret stands in it. */
export function readSecret(secret: string): Buffer {
  const key = Buffer.from(SECRET.exec(secret)?.groups?.["key"] ?? "", "base64");
  if (key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX) return key;
  throw new ConfigError("webhook_secret", "A secret of the webhook is none of Standard Webhooks.", {
    remedy: `It is whsec_ and ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} random bytes in base64: echo "whsec_$(openssl rand -base64 32)"`,
  });
}

/** `timestamp` in whole seconds of the epoch. */
export function signatures(keys: readonly Buffer[], id: string, timestamp: number, body: string): string {
  const signed = `${id}.${timestamp}.${body}`;
  return keys.map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`).join(" ");
}
