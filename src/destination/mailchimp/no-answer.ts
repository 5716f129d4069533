/** Why no answer stands after every attempt, in words: who was asked, and what to do. */
import { TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";

/** `reason`: of the last attempt; it becomes the code. `baseUrl` stands in the message: it holds no secret. */
export function noAnswer(reason: string, baseUrl: string): TransientError {
  const isPause = reason === REASON.rateLimited || reason === "mailchimp_overloaded";
  return new TransientError(reason, describe(reason, baseUrl), {
    remedy: isPause
      ? "Run again later, and let other integrations of the account use fewer connections at once."
      : "Check `base_url` in the sync file, the network and its certificates, and Mailchimp's status page.",
  });
}

function describe(reason: string, baseUrl: string): string {
  switch (reason) {
    case "connection_refused":
      return `No connection to ${baseUrl} could be made.`;
    case "request_timed_out":
      return `${baseUrl} did not answer in time.`;
    case "connection_lost":
      return `The connection to ${baseUrl} broke before the answer came.`;
    case REASON.rateLimited:
    case "mailchimp_overloaded":
      return `${baseUrl} turned requests away, time and again.`;
    default:
      return `${baseUrl} gave no answer that stands (${reason}).`;
  }
}
