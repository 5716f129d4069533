import { expect, test } from "vitest";
import { ServerClock } from "../../../src/warehouse/bigquery/server-clock.ts";

test("asks once a minute, and at once when it is told to or this machine's clock was set back", async () => {
  const here = { ms: 1_000 };
  let [server, asked] = [500_000, 0];
  const clock = new ServerClock({ nowMs: () => here.ms, sleep: async () => undefined }, async () => {
    asked += 1;
    return server;
  });
  expect(await clock.nowMs()).toBe(500_000);
  here.ms += 59_999;
  expect([await clock.nowMs(), asked]).toEqual([559_999, 1]);
  here.ms += 1;
  server = 560_500;
  expect([await clock.nowMs(), asked]).toEqual([560_500, 2]);
  here.ms -= 1;
  server = 560_600;
  expect([await clock.nowMs(), asked]).toEqual([560_600, 3]);
  clock.forget();
  server = 560_700;
  expect([await clock.nowMs(), asked]).toEqual([560_700, 4]);
});
