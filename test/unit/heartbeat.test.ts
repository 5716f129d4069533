import { expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { beatEvery } from "../../src/platform/heartbeat.ts";

test("it beats until it is ended, one beat at a time, also after one that failed", async () => {
  let [begun, underWay, mostAtOnce] = [0, 0, 0];
  const end = beatEvery(2)(async () => {
    begun += 1;
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    await systemClock.sleep(10);
    underWay -= 1;
    throw new Error("left out");
  });
  await expect.poll(() => begun, { timeout: 5_000 }).toBeGreaterThan(3);
  end();
  const atEnd = begun;
  await systemClock.sleep(30);
  expect([begun, mostAtOnce]).toEqual([atEnd, 1]);
});
