/** Error answers from in front of the API (destinations.md 1.4). A gateway's are not JSON (from memory). */
import type { Random } from "../../platform/random.ts";
import type { FaultStatus } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import { failed } from "./answers.ts";
import { rateLimited } from "./rate-limit.ts";

export function faultyAnswer(status: FaultStatus, random: Random): Answer {
  switch (status) {
    case 429: {
      const policy = random.fraction() < 0.5 ? "TEN_SECONDLY_ROLLING" : "SECONDLY";
      return rateLimited(policy, random.fraction() < 0.5 ? 1 + Math.floor(random.fraction() * 3) : undefined);
    }
    case 423:
      return failed({
        status,
        category: "LOCKED",
        message: "The resource is locked. Try again in 2 seconds.",
        ...(random.fraction() < 0.5
          ? { headers: { "Retry-After": String(2 + Math.floor(random.fraction() * 4)) } }
          : {}),
      });
    case 477:
      return failed({
        status,
        category: "MIGRATION_IN_PROGRESS",
        message: "The account is being moved.",
        // Seconds, "up to 24 hours" (error handling page): half of the moves are over within a minute here.
        headers: { "Retry-After": String(1 + Math.floor(random.fraction() * (random.fraction() < 0.5 ? 60 : 86_400))) },
      });
    case 500:
      return failed({ status, category: "INTERNAL_ERROR", message: "internal error" });
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
