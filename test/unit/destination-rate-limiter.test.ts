/** The rate limiter never lets more into a window than its budget, whatever is asked when. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRateLimiter } from "../../src/destination/kit/rate-limiter.ts";
import type { RateWindow } from "../../src/destination/kit/rate-limiter.ts";
import type { Slot } from "../../src/destination/kit/rate-limiter.ts";
import type { VirtualTime } from "../../bench/virtual-time.ts";
import { createVirtualTime } from "../../bench/virtual-time.ts";

const never = new AbortController().signal;

describe("a window of 2 requests in 10 s", () => {
  const windows = [{ ms: 10_000, requests: 2 }];

  test("lets the second through at once and the third when the first has left the window", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 1, clock: world.clock });
    const sent: number[] = [];
    const work = Array.from({ length: 5 }, () => limiter.run(never, async (slot) => send(world, slot, sent)));
    await world.finish(work);
    // A request sent at 0 is outside the window (now − 10 s, now] from 10 s on.
    expect(sent).toEqual([0, 0, 10_000, 10_000, 20_000]);
  });

  test("counts from the sending, not from the permission", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 3, clock: world.clock });
    const sent: number[] = [];
    const slow = async (): Promise<void> =>
      await limiter.run(never, async (slot) => {
        await world.clock.sleep(4_000);
        await send(world, slot, sent);
      });
    await world.finish([slow(), slow(), slow()]);
    expect(sent).toEqual([4_000, 4_000, 18_000]);
  });

  test("gives back what was never sent", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 1, clock: world.clock });
    const sent: number[] = [];
    const work = [
      ...Array.from({ length: 3 }, () => limiter.run(never, async () => {})),
      limiter.run(never, async (slot) => send(world, slot, sent)),
    ];
    await world.finish(work);
    expect(sent).toEqual([0]);
  });

  test("holds everything back while it is paused", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 1, clock: world.clock });
    const sent: number[] = [];
    limiter.pauseUntil(2_500);
    limiter.pauseUntil(1_000);
    await world.finish([limiter.run(never, async (slot) => send(world, slot, sent))]);
    expect(sent).toEqual([2_500]);
  });

  test("takes another budget while requests wait", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 1, clock: world.clock });
    const sent: number[] = [];
    const work = Array.from({ length: 4 }, (_, at) =>
      limiter.run(never, async (slot) => {
        await send(world, slot, sent);
        if (at === 1) limiter.setWindows([{ ms: 10_000, requests: 3 }]);
      }),
    );
    await world.finish(work);
    expect(sent).toEqual([0, 0, 0, 10_000]);
  });

  test("ends a wait when it is told to, with no slot", async () => {
    const world = createVirtualTime();
    const limiter = createRateLimiter({ windows, concurrency: 3, clock: world.clock });
    const stopping = new AbortController();
    const sent: number[] = [];
    const slots: boolean[] = [];
    const work = Array.from({ length: 3 }, () =>
      limiter.run(stopping.signal, async (slot) => {
        slots.push(slot !== undefined);
        if (slot !== undefined) await send(world, slot, sent);
      }),
    );
    await world.turn();
    stopping.abort();
    await Promise.all(work);
    expect(slots).toEqual([true, true, false]);
    expect(world.clock.nowMs()).toBe(0);
  });
});

test("a window without room for one request is a fault of ours", () => {
  const world = createVirtualTime();
  const wrong = (window: RateWindow) => () =>
    createRateLimiter({ windows: [window], concurrency: 1, clock: world.clock });
  expect(wrong({ ms: 10, requests: 0 })).toThrow(RangeError);
  expect(wrong({ ms: 0, requests: 1 })).toThrow(RangeError);
  expect(wrong({ ms: 10, requests: 1 })).not.toThrow();
});

test("no window is ever exceeded, and never more are under way than allowed", async () => {
  const windowOf = fc.record({ ms: fc.integer({ min: 1, max: 50 }), requests: fc.integer({ min: 1, max: 6 }) });
  const requestOf = fc.record({
    askAtMs: fc.integer({ min: 0, max: 100 }),
    leaseMs: fc.integer({ min: 0, max: 20 }),
    answerMs: fc.integer({ min: 0, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(windowOf, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(requestOf, { maxLength: 30 }),
      async (windows, concurrency, requests) => {
        const world = createVirtualTime();
        const limiter = createRateLimiter({ windows, concurrency, clock: world.clock });
        const sent: number[] = [];
        let underWay = 0;
        const work = requests.map(async ({ askAtMs, leaseMs, answerMs }) => {
          await world.clock.sleep(askAtMs);
          await limiter.run(never, async (slot) => {
            underWay += 1;
            expect(underWay).toBeLessThanOrEqual(concurrency);
            await world.clock.sleep(leaseMs);
            await send(world, slot, sent);
            await world.clock.sleep(answerMs);
            underWay -= 1;
          });
        });
        await world.finish(work);
        expect(sent).toHaveLength(requests.length);
        for (const window of windows)
          for (const start of sent) {
            const inside = sent.filter((atMs) => atMs >= start && atMs < start + window.ms).length;
            expect(inside).toBeLessThanOrEqual(window.requests);
          }
      },
    ),
    { numRuns: 200 },
  );
});

async function send(world: VirtualTime, slot: Slot | undefined, sent: number[]): Promise<void> {
  slot?.markSent();
  sent.push(world.clock.nowMs());
}
