/** Why no answer stands after every attempt, in words: who was asked, and what to do. */
import { TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** `reason`: of the last attempt; it becomes the code. `baseUrl` stands in the message: it holds no secret. */
export function noAnswer(reason: string, baseUrl: string): TransientError {
  return new TransientError(reason, describe(reason, baseUrl), { remedy: remedyFor(reason, baseUrl) });
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
      return `${baseUrl} asked for a pause, time and again.`;
    default:
      return `${baseUrl} gave no answer that stands (${reason}).`;
  }
}

function remedyFor(reason: string, baseUrl: string): string {
  if (reason === REASON.rateLimited) return "Run again later.";
  if (LOOPBACK.test(new URL(baseUrl).hostname)) return "Start the sandbox in another terminal: `npx tierline sandbox`";
  return "Check `base_url` in the sync file, the network and its certificates, and HubSpot's status page.";
}
