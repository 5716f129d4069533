import { describe, expect, it } from "vitest";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import {
  accepted,
  apply,
  basis,
  begin,
  coolDownMs,
  desiredRows,
  member,
  requestFor,
  rowsOf,
  SYNC,
  take,
} from "./in-memory-setup.ts";

describe("applying a plan", () => {
  it("fills in the record that the contact's receipt named", async () => {
    const { journal, lease, places } = await begin();
    const { planNo } = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await journal.announce(lease, planNo, basis);
    await journal.append(lease, planNo, [{ ...accepted, ordinal: 1, recordId: "r1" }]);
    expect(await journal.settleUnready(lease, planNo, 2)).toBe(0);
    expect(await journal.changes(planNo, 2, 0, 10)).toMatchObject([{ ordinal: 2, op: "enter", recordId: "r1" }]);
    expect(await journal.changes(planNo, 2, 2, 10)).toEqual([]);
  });

  it.each([
    ["accepted", "leave sent"],
    ["refused", "leave sent"],
    ["unsettled", "leave withheld"],
    ["withheld", "leave withheld"],
  ] as const)("after an enter that was %s: %s", async (outcome, expected) => {
    const { journal, clock, lease, places } = await begin();
    const first = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    clock.ms += coolDownMs;
    const { planNo } = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "s" }), 2));
    await journal.announce(lease, planNo, basis);
    await journal.append(lease, planNo, [{ ...accepted, ordinal: 1, outcome, reason: "x" }]);
    const settled = await journal.settleUnready(lease, planNo, 3);
    const ready = await journal.changes(planNo, 3, 0, 10);
    expect(ready.length === 1 && settled === 0 ? "leave sent" : "leave withheld").toBe(expected);
  });

  it("holds an enter back when its contact was not accepted, and its leave with it", async () => {
    const { journal, lease, places } = await begin();
    const { planNo } = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await journal.announce(lease, planNo, basis);
    await journal.append(lease, planNo, [{ ...accepted, ordinal: 1, outcome: "refused", reason: "invalid" }]);
    expect(await journal.settleUnready(lease, planNo, 2)).toBe(1);
    expect(await journal.changes(planNo, 2, 0, 10)).toEqual([]);
    expect(await journal.close(lease, planNo, 0)).toEqual({ accepted: 0, refused: 1, withheld: 1, unsettled: 0 });
  });

  it("accepts as the same record a leave whose record an enter of this plan took", async () => {
    const { journal, clock, lease, places } = await begin();
    const first = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    clock.ms += coolDownMs;
    const next = desiredRows([member("a", "a@x"), member("b", "b@x")], { b: "g" });
    const { planNo } = await journal.plan(lease, requestFor(places, next, 2));
    expect(await rowsOf(journal, planNo)).toEqual(["1 enter 1 b", "2 enter 2 b", "3 leave 2 a"]);
    await journal.announce(lease, planNo, basis);
    await journal.append(lease, planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    expect(await journal.settleUnready(lease, planNo, 3)).toBe(1);
    expect((await journal.planRows(planNo, { op: "leave", limit: 1 }))[0]?.receipt).toEqual({
      outcome: "accepted",
      reason: "same_record",
    });
  });

  it("lets the first receipt of a row stand, and withholds the rest at a clean stop", async () => {
    const { journal, lease, places } = await begin();
    const two = desiredRows([member("a", "a@x"), member("b", "b@x")]);
    const { planNo } = await journal.plan(lease, requestFor(places, two));
    await journal.announce(lease, planNo, basis);
    await journal.append(lease, planNo, [{ ...accepted, ordinal: 1, recordId: "r1" }]);
    await journal.append(lease, planNo, [{ ...accepted, ordinal: 1, outcome: "refused", reason: "late" }]);
    expect(await journal.withholdRest(lease, planNo, "not_sent")).toBe(1);
    expect(await journal.close(lease, planNo, 0)).toEqual({ accepted: 1, refused: 0, withheld: 1, unsettled: 0 });
    expect(await journal.close(lease, planNo, 0)).toEqual({ accepted: 1, refused: 0, withheld: 1, unsettled: 0 });
  });

  it("is not announced twice, nor on another basis, nor after 24 hours, nor after a newer plan", async () => {
    const { journal, clock, lease, places } = await begin();
    const request = requestFor(places, desiredRows([member("a", "a@x")]));
    const old = await journal.plan(lease, request);
    const { planNo } = await journal.plan(lease, request);
    expect(await journal.announce(lease, old.planNo, basis)).toMatchObject({ is: "stale" });
    expect(await journal.announce(lease, planNo, { ...basis, definitionHash: "e" })).toMatchObject({ is: "stale" });
    expect(await journal.announce(lease, planNo, { ...basis, invocationId: "c" })).toMatchObject({ is: "stale" });
    clock.ms += 24 * 3_600_000 + 1;
    expect(await journal.announce(lease, planNo, basis)).toMatchObject({ is: "stale" });
    clock.ms -= 1;
    expect(await journal.announce(lease, planNo, basis)).toEqual({ is: "announced" });
    expect(await journal.announce(lease, planNo, basis)).toMatchObject({ is: "stale" });
    await expect(journal.plan(lease, request)).rejects.toThrow("must be closed first");
  });
});

describe("a lease", () => {
  it("is held by one; renewed when looked at; lost when another took it after it ran out", async () => {
    const { journal, clock, lease } = await begin();
    expect(isHeldElsewhere(await journal.acquire(SYNC))).toBe(true);
    clock.ms += 59;
    expect(await lease.leftMs()).toBe(60);
    clock.ms += 59;
    expect(isHeldElsewhere(await journal.acquire(SYNC))).toBe(true);
    clock.ms += 1;
    const next = await take(journal);
    expect(next.fence).toBe(lease.fence + 1);
    expect(await lease.leftMs()).toBe(0);
  });

  it("is free again once given back", async () => {
    const { journal, lease } = await begin();
    await lease.end();
    expect(await lease.leftMs()).toBe(0);
    expect((await take(journal)).fence).toBe(2);
  });

  it("that was lost writes nothing", async () => {
    const { journal, clock, lease, places } = await begin();
    const request = requestFor(places, desiredRows([member("a", "a@x")]));
    const { planNo } = await journal.plan(lease, request);
    await journal.announce(lease, planNo, basis);
    clock.ms += 60;
    const next = await take(journal);
    expect(await journal.append(lease, planNo, [{ ...accepted, ordinal: 1 }])).toBe(false);
    expect(await journal.withholdRest(lease, planNo, "not_sent")).toBe(0);
    expect(await journal.announce(lease, planNo, basis)).toEqual({ is: "fenced" });
    await journal.close(lease, planNo, 0);
    expect((await journal.openPlan(next))?.state).toBe("applying");
    await expect(journal.plan(lease, request)).rejects.toThrow("took over");
    await expect(journal.beginRun(lease, null)).rejects.toThrow("took over");
    expect(await journal.close(next, planNo, 0)).toMatchObject({ unsettled: 1 });
  });
});
