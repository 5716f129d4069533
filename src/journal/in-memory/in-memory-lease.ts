/** A lease in memory: renewed each time it is looked at, lost when somebody else took it after it ran out. */
import type { Clock } from "../../platform/clock.ts";
import type { Lease } from "../journal.ts";
import type { SyncState } from "./sync-state.ts";

/** The lease of the state's newest fence. */
export function leaseOf(sync: string, state: SyncState, clock: Clock, leaseMs: number): Lease {
  const { fence } = state;
  let isEnded = false;
  return {
    sync,
    fence,
    leftMs: async () => {
      if (isEnded || state.fence !== fence) return 0;
      state.leaseEndsAtMs = clock.nowMs() + leaseMs;
      return leaseMs;
    },
    end: async () => {
      isEnded = true;
      if (state.fence === fence) state.leaseEndsAtMs = 0;
    },
  };
}
