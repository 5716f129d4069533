import { describe, expect, it } from "vitest";
import {
  accepted,
  apply,
  basis,
  begin,
  coolDownMs,
  desiredRows,
  list,
  member,
  requestFor,
  rowsOf,
  SYNC,
} from "./in-memory-setup.ts";

describe("a plan", () => {
  it("puts contacts first, list enters second, leaves last, and counts each identity once per place", async () => {
    const { journal, clock, lease, places } = await begin();
    const first = await journal.plan(
      lease,
      requestFor(places, desiredRows([member("a", "A@x "), member("b", null)], { a: "g", b: "s" })),
    );
    // b has no address and no record: refused at both places, with one reason.
    expect(await rowsOf(journal, first.planNo)).toEqual(["1 enter 1 a", "2 enter 2 a"]);
    expect(
      first.counts.places.map(({ desired, enter, refused, refusedBy }) => ({ desired, enter, refused, refusedBy })),
    ).toEqual([
      { desired: 2, enter: 1, refused: 1, refusedBy: { no_address: 1 } },
      { desired: 1, enter: 1, refused: 0, refusedBy: {} },
      { desired: 1, enter: 0, refused: 1, refusedBy: { no_address: 1 } },
    ]);
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    clock.ms += coolDownMs;
    const moved = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "s" }), 2));
    expect(await rowsOf(journal, moved.planNo)).toEqual(["1 enter 3 a", "2 leave 2 a"]);
    expect(moved.counts.moves).toEqual([{ from: "Golden", to: "Silver", count: 1 }]);
    expect(moved.counts.sources).toEqual([
      { model: "aud_members", rows: 1, rowsBefore: 2, duplicates: 0, isSuppression: false, unmatched: 0 },
      { model: "aud_tier", rows: 1, rowsBefore: 2, duplicates: 0, isSuppression: false, unmatched: 0 },
    ]);
  });

  it("lets a moving member's leave wait with its enter", async () => {
    const { journal, clock, lease, places } = await begin();
    const first = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    clock.ms += coolDownMs;
    const moved = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "s" }), 2));
    await apply(journal, lease, moved.planNo, [
      { ...accepted, ordinal: 1 },
      { ...accepted, ordinal: 2 },
    ]);
    // Back to Golden at once: its enter contradicts the leave just said, so the leave from Silver waits as well.
    const back = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" }), 3));
    expect(await rowsOf(journal, back.planNo)).toEqual([]);
    expect((await journal.status(SYNC)).notSent).toEqual([
      { placeNo: 2, class: "waiting", reason: "cool_down", count: 1, saidAtMs: { first: 1_900, last: 1_900 } },
      { placeNo: 3, class: "waiting", reason: "cool_down", count: 1, saidAtMs: { first: 1_900, last: 1_900 } },
    ]);
  });

  it("refuses a shared address but to the one whose acknowledged record carries it", async () => {
    const { journal, lease, places } = await begin();
    const both = desiredRows([member("a", "a@x"), member("b", "A@X")]);
    const neither = await journal.plan(lease, requestFor(places, both));
    expect(neither.counts.places[0]).toMatchObject({ enter: 0, refused: 2, refusedBy: { shared_address: 2 } });
    const alone = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")])));
    await apply(journal, lease, alone.planNo, [{ ...accepted, ordinal: 1, recordId: "r1" }]);
    const held = await journal.plan(lease, requestFor(places, both, 2));
    expect(held.counts.places[0]).toMatchObject({ unchanged: 1, refused: 1, refusedBy: { shared_address: 1 } });
  });

  it("freezes a member with a data error: neither entered nor left", async () => {
    const { journal, clock, lease, places } = await begin();
    const first = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")], { a: "g" })));
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2 },
    ]);
    clock.ms += coolDownMs;
    const frozen = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x", "DATA_ERROR")]), 2));
    expect(await rowsOf(journal, frozen.planNo)).toEqual([]);
    expect(frozen.counts.places.map(({ refusedBy }) => refusedBy)).toEqual([{ data_error: 1 }, { data_error: 1 }, {}]);
  });

  it("closes without a call a leave whose record was there before us, or is held by a row that stays", async () => {
    const { journal, clock, lease, places } = await begin();
    await journal.record(lease, 2, { listId: "7", count: 1, isCreatedByUs: false }, list("r1"));
    const two = desiredRows([member("a", "a@x"), member("b", "b@x"), member("c", "c@x")], { a: "g", b: "g", c: "g" });
    const first = await journal.plan(lease, requestFor(places, two));
    await apply(journal, lease, first.planNo, [
      { ...accepted, ordinal: 1, recordId: "r1" },
      { ...accepted, ordinal: 2, recordId: "r2" },
      // c's record was merged into b's.
      { ...accepted, ordinal: 3, recordId: "r2" },
      ...[4, 5, 6].map((ordinal) => ({ ...accepted, ordinal })),
    ]);
    clock.ms += coolDownMs;
    const rest = [member("a", "a@x"), member("b", "b@x"), member("c", "c@x")];
    const head = await journal.plan(lease, requestFor(places, desiredRows(rest, { b: "g" }), 2));
    expect(await rowsOf(journal, head.planNo)).toEqual(["1 leave 2 a kept", "2 leave 2 c same_record"]);
    expect(head.counts.places[1]).toMatchObject({
      synced: 3,
      kept: 1,
      keptSynced: 1,
      leave: 2,
      leaveWithoutCall: 2,
      unchanged: 1,
    });
    await apply(journal, lease, head.planNo, []);
    const after = await journal.plan(lease, requestFor(places, desiredRows(rest, { b: "g" }), 3));
    expect(after.counts.places[1]).toMatchObject({ synced: 1, leave: 0, unchanged: 1 });
  });

  it("sends an address again until its write is settled", async () => {
    const { journal, lease, places } = await begin();
    const one = desiredRows([member("a", "a@x")]);
    const first = await journal.plan(lease, requestFor(places, one));
    await apply(journal, lease, first.planNo, [{ ...accepted, ordinal: 1, recordId: "r1", outcome: "unsettled" }]);
    const again = await journal.plan(lease, requestFor(places, one, 2));
    expect(again.counts.places[0]).toMatchObject({ synced: 1, unsettled: 1, update: 1 });
    expect(await journal.changes(again.planNo, 1, 0, 10)).toMatchObject([{ address: "a@x", isAddressChanged: true }]);
    await apply(journal, lease, again.planNo, [{ ...accepted, ordinal: 1 }]);
    const changed = { ...member("a", "a@x"), properties: ["2"] };
    const third = await journal.plan(lease, { ...requestFor(places, desiredRows([changed]), 3), coolDownMs: 0 });
    expect(await journal.changes(third.planNo, 1, 0, 10)).toMatchObject([
      { op: "update", isAddressChanged: false, recordId: "r1" },
    ]);
  });

  it("counts a crash's rows as said again, not as new", async () => {
    const { journal, lease, places } = await begin();
    const one = desiredRows([member("a", "a@x")], { a: "g" });
    const first = await journal.plan(lease, requestFor(places, one));
    await journal.announce(lease, first.planNo, basis);
    expect(await journal.close(lease, first.planNo, 500)).toEqual({
      accepted: 0,
      refused: 0,
      withheld: 0,
      unsettled: 2,
    });
    const again = await journal.plan(lease, requestFor(places, one, 2));
    expect(again.counts.places[1]).toMatchObject({ synced: 1, unsettled: 1, enter: 1, enterUnsettled: 1 });
    // Said at 1,000 + 500: a leave waits until 1,500 + 900.
    const gone = await journal.plan(lease, requestFor(places, desiredRows([member("a", "a@x")]), 3));
    expect(gone.counts.places[1]).toMatchObject({ waiting: 1, leave: 0 });
  });

  it("counts duplicates and rows without a key", async () => {
    const { journal, lease, places } = await begin();
    const rows = [member("a", "a@x"), member("a", "a@x"), member("", "b@x")];
    const head = await journal.plan(lease, requestFor(places, desiredRows(rows)));
    expect(head.counts.sources[0]).toMatchObject({ rows: 3, duplicates: 2 });
    expect(head.counts.places[0]).toMatchObject({ enter: 1 });
  });
});
