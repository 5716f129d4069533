/** The tour's time: it runs as ours does, begins where it is told, and is moved forward instead of waited for. */
import type { Clock } from "../platform/clock.ts";

export interface TourClock extends Clock {
  /** How far it is ahead of the clock that paces it; less than nothing behind. */
  aheadMs(): number;
  /** To this instant, unless it is later already. */
  moveTo(ms: number): void;
}

/** `clock` paces it. Sleeping moves it forward by the whole time and takes none. */
export function makeTourClock(clock: Clock, startMs: number): TourClock {
  let aheadMs = startMs - clock.nowMs();
  const nowMs = (): number => clock.nowMs() + aheadMs;
  return {
    nowMs,
    aheadMs: () => aheadMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      aheadMs += ms;
      await clock.sleep(0, signal);
    },
    moveTo: (ms) => {
      aheadMs += Math.max(0, ms - nowMs());
    },
  };
}
