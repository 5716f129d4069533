/** The only source of time. Tests and simulations inject their own. */
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  /** Epoch milliseconds, UTC. */
  nowMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};
