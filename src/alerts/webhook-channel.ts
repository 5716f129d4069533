/**
 * Signed JSON to an address of one's own, after the Standard Webhooks specification 1.0.0
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md, read 2026-11-29): `webhook-id`,
 * `webhook-timestamp` in seconds, and `webhook-signature: v1,<base64 of HMAC-SHA-256 over "id.timestamp.body">`.
 */
import { createHmac } from "node:crypto";
import type { HttpSend } from "../platform/http.ts";
import { isoInstant } from "../platform/instant.ts";
import { mustBeTaken } from "./answered.ts";
import { SEND_TIMEOUT_MS, type Channel, type Message } from "./channel.ts";

const SECRET_PREFIX = "whsec_";

export interface WebhookOptions {
  readonly url: string;
  /** `whsec_` and base64, as the specification writes it; the base64 alone is taken, too. */
  readonly secret: string;
  readonly send: HttpSend;
}

/** True: base64 of at least 24 bytes, the specification's least. */
export function isWebhookSecret(secret: string): boolean {
  const coded = secret.replace(SECRET_PREFIX, "");
  return /^[A-Za-z0-9+/]+={0,2}$/u.test(coded) && Buffer.from(coded, "base64").length >= 24;
}

export function webhookChannel({ url, secret, send }: WebhookOptions): Channel {
  const key = Buffer.from(secret.replace(SECRET_PREFIX, ""), "base64");
  return {
    kind: "webhook",
    async send(message) {
      const body = JSON.stringify(bodyOf(message));
      const timestamp = String(Math.floor(message.atMs / 1000));
      const signature = createHmac("sha256", key).update(`${message.id}.${timestamp}.${body}`).digest("base64");
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": message.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      };
      mustBeTaken(await send({ method: "POST", url, headers, body, timeoutMs: SEND_TIMEOUT_MS }));
    },
  };
}

function bodyOf({ type, atMs, title, lines, data }: Message): object {
  return { type, timestamp: isoInstant(atMs), data: { schema_version: 1, title, lines, ...data } };
}
