/** Two members whose addresses are one contact: never both, however their batches meet. */
import { expect, test } from "vitest";
import { createClaims } from "../../src/destination/kit/claims.ts";
import { change, CONTACTS, createStillClock, outcomes, prepare, setUp, submit } from "./destination-setup.ts";

test("two batches under way at once link one contact once", async () => {
  const setup = setUp();
  await prepare(setup);
  const recordId = setup.sandbox.byHand.addContact({ email: "m1@example.com" }, ["m2@example.com"]);
  const both = await Promise.all([1, 2].map(async (at) => await submit(setup, "enter", CONTACTS, [change(at)])));
  expect(both.map(({ receipts }) => outcomes(receipts))).toEqual([["accepted"], ["refused:shared_address"]]);
  expect(setup.sandbox.contact(recordId)?.properties["loyalty_member_id"]).toBe("m1");
  const later = await submit(setup, "enter", CONTACTS, [change(2)]);
  expect(outcomes(later.receipts)).toEqual(["refused:shared_address"]);
});

test("two batches under way at once make one contact of one new address", async () => {
  const setup = setUp();
  await prepare(setup);
  const rows = [change(1), change(2, { address: "m1@example.com" })];
  const both = await Promise.all(rows.map(async (row) => await submit(setup, "enter", CONTACTS, [row])));
  expect(both.map(({ receipts }) => outcomes(receipts))).toEqual([["accepted"], ["refused:shared_address"]]);
  expect(setup.sandbox.contacts()).toHaveLength(1);
});

test("a link that may still land keeps its claim for the cool-down", async () => {
  const setup = setUp({ hubspot: { coolDownMs: 60_000 } });
  await prepare(setup);
  setup.sandbox.byHand.addContact({ email: "m1@example.com" }, ["m2@example.com"]);
  for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext({ kind: "late", withinMs: 600_000 }, "/batch/update");
  const first = await submit(setup, "enter", CONTACTS, [change(1)]);
  expect(outcomes(first.receipts)).toEqual(["unsettled:connection_lost"]);
  expect(outcomes((await submit(setup, "enter", CONTACTS, [change(2)])).receipts)).toEqual(["refused:shared_address"]);
  // Its own next try is not held up.
  expect(outcomes((await submit(setup, "enter", CONTACTS, [change(1)])).receipts)).toEqual(["accepted"]);
});

test("a claim outlives its batch until every batch that began before its end has ended", () => {
  const clock = createStillClock();
  const claims = createClaims({ clock, keepMs: 1_000 });
  const [first, second] = [claims.begin(), claims.begin()];
  expect(first.record("1001", "m1")).toBe(true);
  first.end(new Set());
  // The second began before: it may have read the record as nobody's.
  expect(second.record("1001", "m2")).toBe(false);
  const third = claims.begin();
  second.end(new Set());
  expect(third.record("1001", "m2")).toBe(true);
  third.end(new Set());
  expect(claims.size).toBe(0);
});

test("claims are bounded by the batches under way and the rows unsettled", async () => {
  const clock = createStillClock();
  const claims = createClaims({ clock, keepMs: 1_000 });
  let open = claims.begin();
  for (let batch = 0; batch < 100; batch += 1) {
    const next = claims.begin();
    for (let row = 0; row < 10; row += 1) expect(open.address(`${batch}-${row}@example.com`, `m${row}`)).toBe(true);
    open.end(batch === 0 ? new Set(["m0"]) : new Set());
    open = next;
  }
  // Two batches overlap at any time; one row of the first is unsettled.
  expect(claims.size).toBeLessThanOrEqual(21);
  await clock.sleep(1_001);
  open.end(new Set());
  claims.begin().end(new Set());
  expect(claims.size).toBe(0);
});
