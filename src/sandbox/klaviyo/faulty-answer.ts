/** Error answers from in front of the API. A gateway's are not JSON (from memory). */
import type { Random } from "../../platform/random.ts";
import type { FaultStatus } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import { failed } from "./answers.ts";
import { throttled } from "./rate-limit.ts";

export function faultyAnswer(status: FaultStatus, random: Random): Answer {
  if (status === 429) return throttled(1 + Math.floor(random.fraction() * 3));
  if (status === 500)
    return failed({ status, code: "error", title: "A server error occurred.", detail: "Something went wrong." });
  return { status, body: undefined, headers: { "Content-Type": "text/html" } };
}
