/** Why no answer stands after every attempt, in words: who was asked, and what to do. */
import { TransientError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Where the sandbox listens that `tierline sandbox` starts. */
const SANDBOX_PORT = "4010";

/** Who was asked. `baseUrl` stands in the message: it holds no secret. `sandboxState`: as in `HubSpotOptions`. */
export interface Asked {
  readonly baseUrl: string;
  readonly sandboxState: string | null;
}

/** `reason`: of the last attempt; it becomes the code. */
export function noAnswer(reason: string, asked: Asked): TransientError {
  return new TransientError(reason, describe(reason, asked.baseUrl), { remedy: remedyFor(reason, asked) });
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

function remedyFor(reason: string, { baseUrl, sandboxState }: Asked): string {
  if (reason === REASON.rateLimited) return "Run again later.";
  const url = new URL(baseUrl);
  if (LOOPBACK.test(url.hostname)) {
    const port = url.port === SANDBOX_PORT ? "" : ` --port ${url.port === "" ? "80" : url.port}`;
    const state = sandboxState === null ? "" : ` --state ${sandboxState}`;
    return `Start the sandbox in another terminal: \`npx tierline sandbox${port}${state}\``;
  }
  return "Check `base_url` in the sync file, the network and its certificates, and HubSpot's status page.";
}
