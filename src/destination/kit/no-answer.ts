/** Why no answer stands after every attempt, in words. */
import { TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";

/** `reason`: of the last attempt; it becomes the code. `address` stands in the message: it holds no secret. */
export function noAnswerFrom(address: string, reason: string, remedy: string): TransientError {
  return new TransientError(reason, describe(reason, address), {
    remedy: reason === REASON.rateLimited ? "Run again later." : remedy,
  });
}

function describe(reason: string, address: string): string {
  switch (reason) {
    case "connection_refused":
      return `No connection to ${address} could be made.`;
    case "request_timed_out":
      return `${address} did not answer in time.`;
    case "connection_lost":
      return `The connection to ${address} broke before the answer came.`;
    case REASON.rateLimited:
      return `${address} asked for a pause, time and again.`;
    default:
      return `${address} gave no answer that stands (${reason}).`;
  }
}
