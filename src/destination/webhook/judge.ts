/**
 * What a status means for a message (Standard Webhooks, "Webhook delivery": 2xx is a success, redirects are none and are not
 * followed, 410 ends the deliveries, 429 and 502 to 504 ask for patience; RFC 9110 for the rest; both read 2026-11-22).
 */
import { ConfigError, ContractError, TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import type { Judgement } from "../kit/attempts.ts";

/** A longer wait than this ends the run instead; the next run comes by itself. */
const WAIT_MAX_MS = 120_000;

/** `where`: the receiver's origin; its path may be a secret. */
export function judge(answer: HttpResponse, nowMs: number, where: string): Judgement {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "final" };
  const waitMs = readRetryAfter(answer, nowMs);
  if (status === 429) return patiently(false, waitMs, where);
  if (status === 503) return patiently(true, waitMs, where);
  if (status === 408 || status === 425 || status >= 500)
    return {
      kind: "again",
      reason: "no_answer",
      isAmbiguous: true,
      waitMs: waitMs === null ? null : Math.min(waitMs, WAIT_MAX_MS),
    };
  return { kind: "stop", error: refusal(status, where) };
}

function patiently(isAmbiguous: boolean, waitMs: number | null, where: string): Judgement {
  if (waitMs === null || waitMs <= WAIT_MAX_MS)
    return { kind: "again", reason: REASON.rateLimited, isAmbiguous, waitMs };
  const minutes = Math.ceil(waitMs / 60_000);
  return {
    kind: "stop",
    error: new TransientError(REASON.rateLimited, `The webhook at ${where} asks for a long pause.`, {
      remedy: `Run again in ${minutes} minutes; what was not sent is sent then.`,
      retryAfterMs: waitMs,
    }),
  };
}

function refusal(status: number, where: string): ConfigError | ContractError {
  const said = `The webhook at ${where} answered ${status}`;
  if (status < 400)
    return new ConfigError("webhook_redirected", `${said}, a redirect, which is not followed.`, {
      remedy: "Write the address that it leads to into the sync's destination.",
    });
  switch (status) {
    case 401:
    case 403:
      return new ConfigError("authentication", `${said}: it does not accept the signature.`, {
        remedy: "Check that both sides have the same secret and that this machine's clock is right.",
      });
    case 404:
    case 405:
      return new ConfigError("webhook_missing", `${said}: nothing takes webhooks at this address.`, {
        remedy: "Correct the address in the sync's destination.",
      });
    case 410:
      return new ConfigError("webhook_gone", `${said}: the receiver is gone for good and wants no more messages.`, {
        remedy: "Name another receiver in the sync's destination, or take the sync away.",
      });
    case 413:
      return new ConfigError("webhook_too_large", `${said}: the message is too large for it.`, {
        remedy: "Lower max_bytes or max_rows in the sync's destination.",
      });
    default:
      return new ContractError("webhook_refused", `${said}: it refuses the message as a whole.`, {
        remedy: "A receiver names rows that it does not take in a 200, as docs/webhook.md says. Look into its log.",
      });
  }
}

/** `Retry-After` in milliseconds: seconds or an HTTP date. */
function readRetryAfter(answer: HttpResponse, nowMs: number): number | null {
  const text = answer.headers["retry-after"]?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Math.ceil(Number(text) * 1000);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
