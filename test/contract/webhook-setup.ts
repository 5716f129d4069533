/** A webhook and its receiver's stand-in, in process, on a still clock. */
import { TransientError } from "../../src/domain/errors.ts";
import type { AttemptLine } from "../../src/destination/destination-type.ts";
import type { WebhookOptions } from "../../src/destination/webhook/options.ts";
import { createWebhook } from "../../src/destination/webhook/webhook.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import { WebhookSandbox } from "../../src/sandbox/webhook/webhook-sandbox.ts";
import { BALANCE, createStillClock, seededRandom, TIER } from "./destination-setup.ts";

/** The specification's own example. */
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const URL_OF_HOOK = "https://receiver.test/hook";

export function setUpWebhook(given: { readonly seed?: number } & Partial<WebhookOptions> = {}) {
  const { seed = 1, ...options } = given;
  const clock = createStillClock();
  const sandbox = new WebhookSandbox({ clock, random: seededRandom(seed), secret: SECRET });
  const deliver = inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke."));
  const sent: HttpRequest[] = [];
  const lines: AttemptLine[] = [];
  const destination = createWebhook({
    url: URL_OF_HOOK,
    secrets: [SECRET],
    receipts: "body",
    isPrivateAllowed: false,
    maxRows: 500,
    maxBytes: 20_000,
    sync: "loyalty",
    properties: [TIER, BALANCE],
    clock,
    random: seededRandom(2),
    send: async (request) => {
      sent.push(request);
      return await deliver(request);
    },
    log: (line) => lines.push(line),
    ...options,
  });
  return { clock, sandbox, destination, sent, lines };
}
