/** What a status means for the request (error handling and usage guidelines pages, read 2026-11-22). */
import { ConfigError, ContractError, TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import type { Judgement } from "../kit/attempts.ts";
import { readRetryAfter } from "../kit/retry-after.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { vendorError } from "./answers.ts";

/** A longer wait than this ends the run instead; the next run comes by itself. */
export const WAIT_MAX_MS = 120_000;
/** "Pause at least 2 seconds" on 423. */
const LOCKED_WAIT_MS = 2_000;
const WINDOW_WAIT_MS = 10_000;
const SECOND_WAIT_MS = 1_000;
/** Where a move of the account (477, "up to 24 hours") does not say how long it takes. */
const MOVE_WAIT_MS = 3_600_000;

/** @param isReadable whether a success has the shape its reader needs; an unreadable one counts as a lost answer. */
export function judge(answer: HttpResponse, nowMs: number, isReadable: (answer: HttpResponse) => boolean): Judgement {
  if (isSuccess(answer)) return isReadable(answer) ? { kind: "final" } : again("unreadable_answer", true, null);
  if (answer.status < 400)
    return {
      kind: "stop",
      error: new ContractError("unexpected_answer", `HubSpot answered with status ${answer.status}.`, {
        remedy: "Check that the base URL is HubSpot's.",
      }),
    };
  const retryAfterMs = readRetryAfter(answer, nowMs);
  switch (answer.status) {
    case 401:
      return { kind: "stop", error: notAuthenticated() };
    case 403:
      return { kind: "stop", error: forbidden(answer) };
    case 408:
    case 425:
      return again("no_answer", true, retryAfterMs);
    case 423:
      return again("hubspot_locked", false, Math.max(LOCKED_WAIT_MS, retryAfterMs ?? 0));
    case 429:
      return judgeRateLimit(answer, retryAfterMs);
    case 477:
      return waitOrStop(
        "account_migrating",
        "HubSpot is moving this account to another data centre.",
        retryAfterMs ?? MOVE_WAIT_MS,
      );
    default:
      return answer.status >= 500 ? again("no_answer", true, retryAfterMs) : { kind: "final" };
  }
}

function judgeRateLimit(answer: HttpResponse, retryAfterMs: number | null): Judgement {
  const error = readBody(answer, vendorError);
  const words = `${error?.policyName ?? ""} ${error?.message ?? ""}`.toLowerCase();
  if (words.includes("daily"))
    return {
      kind: "stop",
      error: new TransientError("daily_limit", "The account's daily limit of HubSpot requests is spent.", {
        remedy: "Run again after midnight in the account's time zone.",
        ...(retryAfterMs === null ? {} : { retryAfterMs }),
      }),
    };
  const isPerSecond = /(?<!ten_)secondly/u.test(words);
  const waitMs = retryAfterMs ?? (isPerSecond ? SECOND_WAIT_MS : WINDOW_WAIT_MS);
  return waitOrStop(REASON.rateLimited, "HubSpot's rate limit leaves no room for a long time.", waitMs);
}

function waitOrStop(reason: string, message: string, waitMs: number): Judgement {
  if (waitMs <= WAIT_MAX_MS) return again(reason, false, waitMs);
  return {
    kind: "stop",
    error: new TransientError(reason, message, {
      remedy: `Run again in ${inWords(waitMs)}; what was not sent is sent then.`,
      retryAfterMs: waitMs,
    }),
  };
}

function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

function again(reason: string, isAmbiguous: boolean, waitMs: number | null): Judgement {
  return { kind: "again", reason, isAmbiguous, waitMs: waitMs === null ? null : Math.min(waitMs, WAIT_MAX_MS) };
}

function notAuthenticated(): ConfigError {
  return new ConfigError("authentication", "HubSpot does not accept the token.", {
    remedy: "Create a service key (Settings, Integrations, Service Keys) and set it as the sync's token.",
  });
}

function forbidden(answer: HttpResponse): ConfigError {
  const error = readBody(answer, vendorError);
  const contexts = [error?.context, ...(error?.errors ?? []).map((detail) => detail.context)];
  const scopes = contexts.flatMap((context) =>
    [context?.["requiredGranularScopes"], context?.["requiredScopes"], context?.["missingScopes"]].flatMap(textsOf),
  );
  if (scopes.length === 0 && error?.category !== "MISSING_SCOPES")
    return new ConfigError("authentication", "HubSpot forbids this token a request.", {
      remedy: "Check that the service key belongs to this account and is not restricted.",
    });
  const named = [...new Set(scopes)].filter((scope) => /^[\w.-]{1,80}$/u.test(scope)).join(", ");
  return new ConfigError("missing_scopes", `The token lacks scopes${named === "" ? "" : `: ${named}`}.`, {
    remedy: "Add the scopes listed in docs/hubspot.md to the service key.",
  });
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
