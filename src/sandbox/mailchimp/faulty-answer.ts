/** Error answers from in front of the API. A gateway's are not JSON. */
import type { FaultStatus } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import { problem } from "./answers.ts";

export function faultyAnswer(status: FaultStatus): Answer {
  switch (status) {
    case 429:
      return tooMany();
    // Mailchimp knows neither; under load its front door was seen to answer so instead.
    case 423:
    case 477:
      return overloaded;
    case 500:
      return problem(500, "Internal Server Error", "An unexpected internal error has occurred.");
    case 502:
    case 503:
    case 504:
    case 521:
    case 523:
    case 524:
      return { status, body: undefined, headers: { "Content-Type": "text/html" } };
    default:
      return status satisfies never;
  }
}

/** No header says when to come again (fundamentals page, "throttling"; the wording is from memory). */
export function tooMany(): Answer {
  return problem(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.");
}

/** "A bare 403 without JSON" is how an overload can look (third party's notes on the fundamentals page). */
const overloaded: Answer = { status: 403, body: undefined, headers: { "Content-Type": "text/html" } };
