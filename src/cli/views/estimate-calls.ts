/** How many write requests a plan takes, and how long at the destination's limits. */
import type { DestinationLimits } from "../../destination/destination.ts";
import type { PlaceCounts } from "../../domain/plan.ts";

export interface CallEstimate {
  readonly calls: number;
  readonly seconds: number;
}

/** Full batches per place and operation; reads and retries come besides. The first window's budget goes out at once. */
export function estimateCalls(places: readonly PlaceCounts[], limits: DestinationLimits): CallEstimate {
  let calls = 0;
  for (const place of places) {
    const batches = limits.batches[place.kind];
    calls += Math.ceil(place.enter / batches.enter.maxRows);
    calls += Math.ceil(place.update / batches.update.maxRows);
    calls += Math.ceil((place.leave - place.leaveWithoutCall) / batches.leave.maxRows);
  }
  const waits = limits.windows.map(
    (window) => Math.max(0, Math.ceil(calls / window.requests) - 1) * (window.ms / 1_000),
  );
  return { calls, seconds: Math.max(0, ...waits) };
}
