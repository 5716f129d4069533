/** A clock that moves from sleeper to sleeper, so that many can wait at once. */
import type { Clock } from "../../src/platform/clock.ts";

export interface World {
  readonly clock: Clock;
  /** Lets everything run that needs no time. */
  turn(): Promise<void>;
  /** Lets time pass, sleeper by sleeper, until the work is done. */
  finish(work: readonly Promise<unknown>[]): Promise<void>;
}

export function createWorld(): World {
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
      for (await turn(); sleepers.length > 0; await turn()) {
        const next = Math.min(...sleepers.map((sleeper) => sleeper.atMs));
        nowMs = Math.max(nowMs, next);
        const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs);
        sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs);
        for (const sleeper of due) sleeper.wake();
      }
      await Promise.all(work);
    },
  };
}

async function turn(): Promise<void> {
  for (let at = 0; at < 50; at += 1) await Promise.resolve();
}
