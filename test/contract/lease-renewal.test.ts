/** A lease that is not renewed before every request: for stores where a statement takes a second. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { testClock } from "./journal-under-test.ts";

const [LEASE_MS, RENEW_AFTER_MS] = [300_000, 60_000];
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write" });
});
afterAll(() => warehouse.close());

it("counts down between renewals, is renewed when the last is old, and is lost to whoever took it", async () => {
  const clock = testClock(1_000_000);
  const journal = await openSqlJournal({
    warehouse,
    schema: "tierline",
    target: "dev",
    clock,
    random: systemRandom,
    source: { read: (work) => work("main") },
    position: null,
    leaseMs: LEASE_MS,
    renewAfterMs: RENEW_AFTER_MS,
  });
  const lease = await journal.acquire("gold");
  if (isHeldElsewhere(lease)) throw new Error("It is held.");
  const expiry = async (): Promise<unknown> =>
    (await warehouse.rows("select expires_at_ms from tierline.leases"))[0]?.["expires_at_ms"];
  clock.ms += 10_000;
  expect([await lease.leftMs(), await expiry()]).toEqual([300_000, 1_310_000]);
  clock.ms += 59_999;
  expect([await lease.leftMs(), await expiry()]).toEqual([240_001, 1_310_000]);
  clock.ms += 1;
  expect([await lease.leftMs(), await expiry()]).toEqual([300_000, 1_370_000]);
  await warehouse.run("update tierline.leases set fence = fence + 1 where true");
  clock.ms += 60_000;
  expect(await lease.leftMs()).toBe(0);
});
