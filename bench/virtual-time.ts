/** A clock that moves from sleeper to sleeper, so that many can wait at once. */
import type { Clock } from "../src/platform/clock.ts";

const IDLE_TURNS_MAX = 1_000;

export interface VirtualTime {
  readonly clock: Clock;
  /** Lets everything run that needs no time. */
  turn(): Promise<void>;
  /** Lets time pass, sleeper by sleeper, until the work is done. */
  finish(work: readonly Promise<unknown>[]): Promise<void>;
}

export function createVirtualTime(): VirtualTime {
  let nowMs = 0;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      });
    },
  };
  return {
    clock,
    turn,
    finish: async (work) => {
      let isDone = false;
      const all = Promise.all(work).finally(() => {
        isDone = true;
      });
      // Whoever rejects is awaited below.
      all.catch(() => undefined);
      for (let idle = 0; idle < IDLE_TURNS_MAX; idle += 1) {
        await turn();
        if (isDone) break;
        if (sleepers.length === 0) continue;
        idle = 0;
        const next = Math.min(...sleepers.map((sleeper) => sleeper.atMs));
        nowMs = Math.max(nowMs, next);
        const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs);
        sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs);
        for (const sleeper of due) sleeper.wake();
      }
      if (!isDone) throw new Error("The work waits for something that no time brings.");
      await all;
    },
  };
}

/** Promises first; then what a body that is read as a stream needs of the event loop. */
async function turn(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (let at = 0; at < 50; at += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
