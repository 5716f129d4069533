/** Why no answer stands after every attempt, in words: who was asked, and what to do. */
import type { TransientError } from "../../domain/errors.ts";
import { noAnswerFrom } from "../kit/no-answer.ts";

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
  return noAnswerFrom(asked.baseUrl, reason, remedyFor(asked));
}

function remedyFor({ baseUrl, sandboxState }: Asked): string {
  const url = new URL(baseUrl);
  if (LOOPBACK.test(url.hostname)) {
    const port = url.port === SANDBOX_PORT ? "" : ` --port ${url.port === "" ? "80" : url.port}`;
    const state = sandboxState === null ? "" : ` --state ${sandboxState}`;
    return `Start the sandbox in another terminal: \`npx tierline sandbox${port}${state}\``;
  }
  return "Check `base_url` in the sync file, the network and its certificates, and HubSpot's status page.";
}
