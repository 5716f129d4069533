/** What a status means for the request (errors and fundamentals pages, read 2026-11-22). */
import { ConfigError, ContractError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import type { Judgement } from "../kit/attempts.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { problemAnswer } from "./answers.ts";

/** @param isReadable whether a success has the shape its reader needs; an unreadable one counts as a lost answer. */
export function judge(answer: HttpResponse, isReadable: (answer: HttpResponse) => boolean): Judgement {
  if (isSuccess(answer)) return isReadable(answer) ? { kind: "final" } : again("unreadable_answer", true);
  if (answer.status < 400)
    return {
      kind: "stop",
      error: new ContractError("unexpected_answer", `Mailchimp answered with status ${answer.status}.`, {
        remedy: "Check that the base URL is Mailchimp's.",
      }),
    };
  switch (answer.status) {
    case 401:
      return { kind: "stop", error: notAuthenticated() };
    case 403:
      return judgeForbidden(answer);
    case 408:
      return again("no_answer", true);
    // "No rate-limit headers": nothing says for how long.
    case 429:
      return again(REASON.rateLimited, false);
    default:
      return answer.status >= 500 ? again("no_answer", true) : { kind: "final" };
  }
}

/**
 * With a problem in JSON it is meant: a disabled user, a lacking right. A bare one comes from in front of the API under load;
 * nobody says that nothing was carried out.
 */
function judgeForbidden(answer: HttpResponse): Judgement {
  const problem = readBody(answer, problemAnswer);
  if (problem === undefined) return again("mailchimp_overloaded", true);
  return {
    kind: "stop",
    error: new ConfigError("authentication", "Mailchimp forbids this key a request.", {
      remedy: "Check that the key's user is not disabled and may manage the audience (Account, Users).",
    }),
  };
}

function again(reason: string, isAmbiguous: boolean): Judgement {
  return { kind: "again", reason, isAmbiguous, waitMs: null };
}

function notAuthenticated(): ConfigError {
  return new ConfigError("authentication", "Mailchimp does not accept the key.", {
    remedy:
      "Create an API key (Account, Extras, API keys), set it as the sync's key, and use the address of its data centre: the part after the dash.",
  });
}
