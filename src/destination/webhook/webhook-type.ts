/** A webhook as a sync file names it. */
import { z } from "zod";
import type { DestinationType, ReadAddress } from "../destination-type.ts";
import { DEFAULTS, IMPATIENT, MAX_BYTES_MAX, MAX_BYTES_MIN, MAX_ROWS_MAX } from "./options.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

const keys = z.strictObject({
  url: z.string().describe("Where messages go. May use {{ env_var('NAME') }}: many receivers' addresses are secret."),
  secret: z.string().describe("{{ env_var('NAME') }}: the variable with the secret that signs, as whsec_…"),
  second_secret: z
    .string()
    .optional()
    .describe("{{ env_var('NAME') }}: a further secret that signs besides, while keys are changed."),
  receipts: z
    .enum(["body", "status"])
    .default("body")
    .describe("body: the answer names rows that were not taken. status: a 2xx stands for all rows."),
  allow_private: z
    .boolean()
    .default(false)
    .describe("Whether the receiver may be in a private network or on this machine."),
  max_rows: z.int().min(1).max(MAX_ROWS_MAX).default(DEFAULTS.maxRows).describe("Rows of one message."),
  max_bytes: z
    .int()
    .min(MAX_BYTES_MIN)
    .max(MAX_BYTES_MAX)
    .default(DEFAULTS.maxBytes)
    .describe("Bytes of one message's body."),
});

export const WEBHOOK: DestinationType = {
  name: "webhook",
  title: "Webhook",
  keys,
  secrets: ["secret", "second_secret"],
  address: { key: "url", read: readWebhookAddress },
  accountKeys: [],
  coolDownMs: DEFAULTS.coolDownMs,
  reservedProperties: [],
  identifiedBy: "member",
  canReadBack: false,
  create: async (parts) => {
    const { createWebhook } = await import("./webhook.ts");
    const { coolDownMs, secrets, isImpatient, log } = parts;
    const options = keys.omit({ url: true, secret: true, second_secret: true }).parse(parts.options);
    return createWebhook({
      url: parts.address,
      secrets: [secrets["secret"] ?? "", secrets["second_secret"] ?? ""].filter((secret) => secret !== ""),
      receipts: options.receipts,
      isPrivateAllowed: options.allow_private,
      maxRows: options.max_rows,
      maxBytes: options.max_bytes,
      sync: parts.sync,
      properties: parts.properties,
      ...(coolDownMs === null ? {} : { coolDownMs }),
      ...(isImpatient ? IMPATIENT : {}),
      clock: parts.clock,
      random: parts.random,
      send: parts.send,
      ...(log === null ? {} : { log }),
    });
  },
};

/** As it is written, with its query and any slash at its end: both may matter to a receiver. */
function readWebhookAddress(text: string): ReadAddress {
  const url = URL.parse(text.trim());
  const isLocal = url !== null && LOOPBACK.test(url.hostname);
  const isPlain = url !== null && url.username === "" && url.password === "" && url.hash === "";
  if (url === null || !isPlain || !(url.protocol === "https:" || (url.protocol === "http:" && isLocal)))
    return {
      kind: "problem",
      message: "must be an https:// address without user or fragment.",
      remedy: "Plain http:// is only for a receiver on this machine, as http://127.0.0.1:4010/hook.",
    };
  return { kind: "address", value: url.href, isLocal };
}
