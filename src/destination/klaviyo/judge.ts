/** What a status means for the request (rate limits, status codes, and errors page, read 2026-11-22). */
import { ConfigError, ContractError, TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import type { Judgement } from "../kit/attempts.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { readRetryAfter } from "../kit/retry-after.ts";
import { vendorErrors } from "./answers.ts";
import { MINUTE_MS } from "./endpoints.ts";

/** A longer wait than this ends the run instead; the next run comes by itself. */
const WAIT_MAX_MS = 120_000;

/** @param isReadable whether a success has the shape its reader needs; an unreadable one counts as a lost answer. */
export function judge(answer: HttpResponse, nowMs: number, isReadable: (answer: HttpResponse) => boolean): Judgement {
  if (isSuccess(answer)) return isReadable(answer) ? { kind: "final" } : again("unreadable_answer", true, null);
  const retryAfterMs = readRetryAfter(answer, nowMs);
  switch (answer.status) {
    case 401:
      return { kind: "stop", error: notAuthenticated() };
    case 403:
      return { kind: "stop", error: forbidden(answer) };
    case 408:
    case 425:
      return again("no_answer", true, retryAfterMs);
    case 410:
      return { kind: "stop", error: retired() };
    case 429:
      return judgeRateLimit(retryAfterMs ?? MINUTE_MS);
    default:
      if (answer.status < 400) return { kind: "stop", error: unexpected(answer.status) };
      return answer.status >= 500 ? again("no_answer", true, retryAfterMs) : { kind: "final" };
  }
}

function judgeRateLimit(waitMs: number): Judgement {
  if (waitMs <= WAIT_MAX_MS) return again(REASON.rateLimited, false, waitMs);
  return {
    kind: "stop",
    error: new TransientError(REASON.rateLimited, "Klaviyo's rate limit leaves no room for a long time.", {
      remedy: `Run again in ${Math.ceil(waitMs / MINUTE_MS)} minutes; what was not sent is sent then.`,
      retryAfterMs: waitMs,
    }),
  };
}

function again(reason: string, isAmbiguous: boolean, waitMs: number | null): Judgement {
  return { kind: "again", reason, isAmbiguous, waitMs: waitMs === null ? null : Math.min(waitMs, WAIT_MAX_MS) };
}

function notAuthenticated(): ConfigError {
  return new ConfigError("authentication", "Klaviyo does not accept the private key.", {
    remedy:
      "Create a private key (Settings, API keys) with the scopes in docs/klaviyo.md and set it as the sync's key.",
  });
}

function forbidden(answer: HttpResponse): ConfigError {
  const detail = readBody(answer, vendorErrors)?.errors[0]?.detail ?? "";
  const scopes = [...new Set(detail.match(/\b[a-z-]+:(?:read|write)\b/gu))].join(", ");
  if (scopes === "")
    return new ConfigError("authentication", "Klaviyo forbids this key a request.", {
      remedy: "Check that the key belongs to this account and has the scopes in docs/klaviyo.md.",
    });
  return new ConfigError("missing_scopes", `The key lacks scopes: ${scopes}.`, {
    remedy: "Create a key with the scopes listed in docs/klaviyo.md; a key's scopes cannot be changed.",
  });
}

function retired(): ContractError {
  return new ContractError("revision_retired", "Klaviyo no longer serves the revision that Tierline speaks.", {
    remedy: "Install a newer version of Tierline.",
  });
}

function unexpected(status: number): ContractError {
  return new ContractError("unexpected_answer", `Klaviyo answered with status ${status}.`, {
    remedy: "Check that the base URL is Klaviyo's.",
  });
}
