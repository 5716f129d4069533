/**
 * Keeps requests inside every sliding window of a budget and bounds how many are under way.
 *
 * A request counts from the instant it is let through until its window has passed since it was really sent, so that
 * waiting for a lease check between the two cannot squeeze more into a window than the budget allows. Waits go by the
 * injected clock, in the order of asking.
 */
import pLimit from "p-limit";
import type { Clock } from "../../platform/clock.ts";

export interface RateWindow {
  readonly ms: number;
  readonly requests: number;
}

export interface RateLimiterOptions {
  readonly windows: readonly RateWindow[];
  readonly concurrency: number;
  readonly clock: Clock;
}

/** Held by one request. */
export interface Slot {
  /** To be called when the request is really sent. */
  markSent(): void;
}

export interface RateLimiter {
  readonly windows: readonly RateWindow[];
  /**
   * Runs `work` once the budget has room. When the signal is aborted before that, `work` runs with `undefined` and must
   * send nothing.
   */
  run<T>(signal: AbortSignal, work: (slot: Slot | undefined) => Promise<T>): Promise<T>;
  /** Takes another budget from now on; requests already sent keep counting. */
  setWindows(windows: readonly RateWindow[]): void;
  /** Lets nothing through before this instant, in epoch milliseconds. */
  pauseUntil(atMs: number): void;
}

export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { clock } = options;
  const limitConcurrency = pLimit(options.concurrency);
  let windows = checked(options.windows);
  let pausedUntilMs = 0;
  /** When each request was sent, ascending but for those still on their way (`Infinity`). */
  let sent: { atMs: number }[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  const waitMs = (): number => {
    const now = clock.nowMs();
    const longest = Math.max(...windows.map((window) => window.ms));
    sent = sent.filter((entry) => entry.atMs > now - longest);
    const waits = windows.map((window) => {
      const inside = sent.filter((entry) => entry.atMs > now - window.ms).map((entry) => Math.min(entry.atMs, now));
      if (inside.length < window.requests) return 0;
      // Room comes when the oldest beyond the budget falls out of the window.
      const oldest = inside.toSorted((left, right) => left - right)[inside.length - window.requests] ?? now;
      return oldest + window.ms - now;
    });
    return Math.max(pausedUntilMs - now, ...waits);
  };

  const reserve = async (signal: AbortSignal): Promise<{ atMs: number } | undefined> => {
    for (let wait = waitMs(); wait > 0; wait = waitMs()) {
      if (signal.aborted) return undefined;
      try {
        await clock.sleep(wait, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    if (signal.aborted) return undefined;
    const entry = { atMs: Number.POSITIVE_INFINITY };
    sent.push(entry);
    return entry;
  };

  return {
    get windows() {
      return windows;
    },
    run: (signal, work) =>
      limitConcurrency(async () => {
        const turn = queue.then(() => reserve(signal));
        queue = turn.catch(() => undefined);
        const entry = await turn;
        if (entry === undefined) return await work(undefined);
        try {
          return await work({
            markSent: () => {
              entry.atMs = clock.nowMs();
            },
          });
        } finally {
          // A slot that was never used counts for nothing.
          if (entry.atMs === Number.POSITIVE_INFINITY) sent = sent.filter((other) => other !== entry);
        }
      }),
    setWindows: (next) => {
      windows = checked(next);
    },
    pauseUntil: (atMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, atMs);
    },
  };
}

function checked(windows: readonly RateWindow[]): readonly RateWindow[] {
  for (const window of windows)
    if (!(window.ms > 0) || !(window.requests >= 1))
      throw new RangeError("A rate window needs ms > 0 and requests ≥ 1.");
  return windows.map((window) => ({ ms: window.ms, requests: Math.floor(window.requests) }));
}
