import { expect, test } from "vitest";
import type { Clock } from "../../src/platform/clock.ts";
import { StateKeeper } from "../../src/sandbox/state-keeper.ts";

/** A clock whose sleeps end when told, and which says how long they were to be. */
function heldClock(): {
  readonly clock: Clock;
  readonly slept: readonly number[];
  wake(): Promise<void>;
  nowMs: number;
} {
  const slept: number[] = [];
  let wakeUp: (() => void) | undefined;
  const held = {
    slept,
    nowMs: 0,
    clock: {
      nowMs: (): number => held.nowMs,
      sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
        slept.push(ms);
        await new Promise<void>((resolve, reject) => {
          wakeUp = resolve;
          signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
        });
      },
    },
    wake: async (): Promise<void> => {
      wakeUp?.();
      // A few turns of the event loop, for the save that follows.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return held;
}

test("changes made together are saved once, later ones again", async () => {
  const held = heldClock();
  let saves = 0;
  const keeper = new StateKeeper(held.clock, () => Promise.resolve(void (saves += 1)));
  keeper.changed();
  keeper.changed();
  expect(saves).toBe(0);
  await held.wake();
  expect(saves).toBe(1);
  keeper.changed();
  await held.wake();
  expect(saves).toBe(2);
  await keeper.close();
  expect(saves).toBe(2);
});

test("closing saves what waits, at once", async () => {
  const held = heldClock();
  let saves = 0;
  const keeper = new StateKeeper(held.clock, () => Promise.resolve(void (saves += 1)));
  keeper.changed();
  await keeper.close();
  expect(saves).toBe(1);
});

test("after a save of 300 ms the next waits 1,500 ms, so that answers keep coming", async () => {
  const held = heldClock();
  const keeper = new StateKeeper(held.clock, () => Promise.resolve(void (held.nowMs += 300)));
  keeper.changed();
  await held.wake();
  keeper.changed();
  expect(held.slept).toEqual([200, 1500]);
  await keeper.close();
});

test("a failed save is told when closing", async () => {
  const held = heldClock();
  const keeper = new StateKeeper(held.clock, () => Promise.reject(new Error("disk full")));
  keeper.changed();
  await held.wake();
  await expect(keeper.close()).rejects.toThrow("disk full");
});
