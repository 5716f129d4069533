/** What a delivery's runner is told, and what it tells. */
import { z } from "zod";

export const runnerConfig = z.object({
  statePath: z.string(),
  url: z.string(),
  hasLists: z.boolean(),
  /** `plan` only makes one; `apply` sends the one that waits; `run` does both. */
  does: z.enum(["run", "plan", "apply"]),
  /** Names the build. */
  invocationId: z.string(),
});
export type RunnerConfig = z.infer<typeof runnerConfig>;

export const runnerReport = z.object({
  accepted: z.int(),
  notAccepted: z.int(),
  /** Of the requests that were sent, in epoch milliseconds, ascending. */
  sentAtMs: z.array(z.number()),
  seconds: z.number(),
  /** Until the last request; closing the plan comes after it. 0 where nothing was sent. */
  peakSendingMb: z.number(),
  peakMemoryMb: z.number(),
});
export type RunnerReport = z.infer<typeof runnerReport>;
