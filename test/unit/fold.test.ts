import { describe, expect, it } from "vitest";
import { foldRow, type Folded } from "../../src/journal/in-memory/fold.ts";
import type { RefusedRow, StoredChange, StoredReceipt, SyncedRow } from "../../src/journal/in-memory/rows.ts";

const enter: StoredChange = {
  ordinal: 1,
  wave: 2,
  afterOrdinal: null,
  placeNo: 4,
  op: "enter",
  identity: "c1",
  memberKey: "c1",
  recordId: "r1",
  saidHash: "new",
  addressHash: "",
  address: null,
  isAddressChanged: false,
  properties: {},
  isCalled: true,
  note: null,
};
const leave: StoredChange = { ...enter, wave: 3, op: "leave", saidHash: "" };
const before: SyncedRow = {
  placeNo: 4,
  identity: "c1",
  memberKey: "c1",
  recordId: "r0",
  saidOp: "enter",
  saidHash: "old",
  addressHash: "",
  saidAtMs: 100,
  isSettled: true,
};
const earlier: RefusedRow = { op: "enter", saidHash: "new", reason: "invalid", message: null, times: 2, nextRunNo: 5 };
const receipt: StoredReceipt = {
  ordinal: 1,
  outcome: "accepted",
  reason: null,
  message: null,
  recordId: null,
  ticket: null,
  atMs: 200,
};
const closing = { runNo: 7, sentAtMsMax: 300 };

function fold(row: StoredChange, answer: Partial<StoredReceipt> | undefined, state: Partial<Folded> = {}): Folded {
  const given = answer === undefined ? undefined : { ...receipt, ...answer };
  return foldRow({ synced: before, refused: undefined, ...state }, row, row.recordId, given, closing);
}

describe("closing a row", () => {
  it("settles an accepted enter: the plan's hash, the receipt's time, the receipt's record", () => {
    const settled = { ...before, saidHash: "new", saidAtMs: 200, recordId: "r2" };
    const state = { synced: undefined, refused: earlier };
    expect(fold(enter, { recordId: "r2" }, state)).toEqual({ synced: settled, refused: undefined });
  });

  it("keeps the plan row's record when the receipt names none", () => {
    expect(fold(enter, {}).synced?.recordId).toBe("r1");
  });

  it("turns an accepted leave into a tombstone", () => {
    const tombstone = { ...before, saidOp: "leave", saidHash: "", saidAtMs: 200, recordId: "r1" };
    expect(fold(leave, {}).synced).toEqual(tombstone);
  });

  it("drops the row of a leave that needed no call", () => {
    const none = { synced: undefined, refused: undefined };
    expect(fold({ ...leave, isCalled: false, note: "kept" }, undefined)).toEqual(none);
    expect(fold(leave, { reason: "same_record" })).toEqual(none);
    expect(fold(leave, { reason: "kept" })).toEqual(none);
  });

  it("leaves synced as it was after a refusal, unsettled included, and backs off 1, 2, 4 runs", () => {
    const unsettled = { ...before, isSettled: false };
    const first = { op: "enter", saidHash: "new", reason: "invalid", message: "no", times: 1, nextRunNo: 8 };
    expect(fold(enter, { outcome: "refused", reason: "invalid", message: "no" }, { synced: unsettled })).toEqual({
      synced: unsettled,
      refused: first,
    });
    // The third refusal of one payload in run 7: not before run 7 + 4.
    const third = fold(enter, { outcome: "refused", reason: "invalid" }, { refused: earlier }).refused;
    expect(third).toMatchObject({ times: 3, nextRunNo: 11 });
  });

  it("starts to count refusals afresh when op or payload is another", () => {
    const other = fold(enter, { outcome: "refused", reason: "x" }, { refused: { ...earlier, saidHash: "old" } });
    expect(other.refused).toMatchObject({ times: 1, nextRunNo: 8 });
    expect(fold(leave, { outcome: "refused", reason: "x" }, { refused: earlier }).refused).toMatchObject({ times: 1 });
  });

  it("changes nothing for a withheld row", () => {
    const state = { synced: before, refused: earlier };
    expect(fold(enter, { outcome: "withheld", reason: "not_sent" }, state)).toEqual(state);
  });

  it("unsettles with the plan's word: at the receipt's time, or at close plus the stall without one", () => {
    const unsettled = { ...before, saidHash: "new", recordId: "r1", isSettled: false };
    expect(fold(enter, { outcome: "unsettled" }).synced).toEqual({ ...unsettled, saidAtMs: 200 });
    expect(fold(enter, undefined).synced).toEqual({ ...unsettled, saidAtMs: 300 });
    expect(fold(leave, undefined).synced).toMatchObject({ saidOp: "leave", saidHash: "", isSettled: false });
  });

  it("never moves what was last said back in time", () => {
    const said = { ...before, saidAtMs: 250 };
    expect(fold(enter, {}, { synced: said }).synced?.saidAtMs).toBe(250);
    expect(fold(enter, { outcome: "unsettled" }, { synced: said }).synced?.saidAtMs).toBe(250);
  });
});
