import type { Clock } from "../../src/platform/clock.ts";

/** Time that passes only when told to; a sleep moves it at once. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/** 2026-11-22T12:00:00Z: 43,200 s into a day UTC. */
export const NOON_MS = Date.UTC(2026, 10, 22, 12);

export function manualClock(startMs = NOON_MS): ManualClock {
  let nowMs = startMs;
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  return { advance, nowMs: () => nowMs, sleep: (ms) => Promise.resolve(advance(ms)) };
}
