import { describe, expect, it } from "vitest";
import { classify, type Question } from "../../src/journal/in-memory/classify.ts";
import type { RefusedRow, SyncedRow } from "../../src/journal/in-memory/rows.ts";

const settled: SyncedRow = {
  placeNo: 1,
  identity: "c1",
  memberKey: "c1",
  recordId: "r1",
  saidOp: "enter",
  saidHash: "old",
  addressHash: "",
  saidAtMs: 1_000,
  isSettled: true,
};
const tombstone: SyncedRow = { ...settled, saidOp: "leave", saidHash: "" };
const refused: RefusedRow = { op: "enter", saidHash: "new", reason: "invalid", message: null, times: 1, nextRunNo: 8 };

/** A contact place, long after everything was said, in run 7; nothing desired, nothing there. */
const nothing: Question = {
  kind: "contact",
  desiredHash: null,
  isSameMember: true,
  ruleReason: null,
  mustWait: false,
  synced: undefined,
  refused: undefined,
  saidBeforeMs: null,
  nowMs: 1_000_000,
  coolDownMs: 900,
  runNo: 7,
};

function classOf(question: Partial<Question>): string | undefined {
  const result = classify({ ...nothing, ...question });
  return result === undefined ? undefined : "reason" in result ? `${result.is}: ${result.reason}` : result.is;
}

describe("the class of an identity at a place", () => {
  it("is none where nothing is desired and nothing of ours is there", () => {
    expect(classOf({})).toBeUndefined();
    expect(classOf({ synced: tombstone })).toBeUndefined();
    expect(classOf({ synced: tombstone, ruleReason: "data_error" })).toBeUndefined();
  });

  it("is enter where nothing of ours is there", () => {
    expect(classOf({ desiredHash: "new" })).toBe("enter");
    expect(classOf({ desiredHash: "new", synced: tombstone })).toBe("enter");
  });

  it("is unchanged, update or leave for a settled row", () => {
    expect(classOf({ desiredHash: "old", synced: settled })).toBe("unchanged");
    expect(classOf({ desiredHash: "new", synced: settled })).toBe("update");
    expect(classOf({ synced: settled })).toBe("leave");
  });

  it("says an unsettled row again, whatever was last said", () => {
    const unsettled = { ...settled, isSettled: false };
    expect(classOf({ desiredHash: "old", synced: unsettled })).toBe("update");
    expect(classOf({ desiredHash: "old", synced: { ...unsettled, recordId: null } })).toBe("enter");
    expect(classOf({ desiredHash: "old", synced: unsettled, kind: "list" })).toBe("enter");
    expect(classOf({ desiredHash: "old", synced: { ...unsettled, saidOp: "leave" }, kind: "list" })).toBe("enter");
    expect(classOf({ synced: unsettled })).toBe("leave");
    expect(classOf({ synced: { ...unsettled, saidOp: "leave" } })).toBe("leave");
  });

  it("waits until the cool-down is over, to the millisecond, when it contradicts what was said", () => {
    // Said at 1,000; L = 900: free from 1,900 on.
    expect(classOf({ synced: settled, nowMs: 1_899 })).toBe("waiting: cool_down");
    expect(classOf({ synced: settled, nowMs: 1_900 })).toBe("leave");
    expect(classOf({ desiredHash: "new", synced: settled, nowMs: 1_899 })).toBe("waiting: cool_down");
    expect(classOf({ desiredHash: "new", synced: settled, nowMs: 1_900 })).toBe("update");
    expect(classOf({ desiredHash: "new", synced: tombstone, nowMs: 1_899 })).toBe("waiting: cool_down");
    expect(classOf({ desiredHash: "new", synced: tombstone, nowMs: 1_900 })).toBe("enter");
  });

  it("does not wait to say the same again", () => {
    const unsettled = { ...settled, isSettled: false };
    expect(classOf({ desiredHash: "old", synced: unsettled, nowMs: 1_001 })).toBe("update");
    expect(classOf({ synced: { ...unsettled, saidOp: "leave" }, nowMs: 1_001 })).toBe("leave");
  });

  it("waits with its predecessor unless it equals what is settled", () => {
    expect(classOf({ desiredHash: "new", mustWait: true })).toBe("waiting: predecessor");
    expect(classOf({ synced: settled, mustWait: true })).toBe("waiting: predecessor");
    expect(classOf({ desiredHash: "old", synced: settled, mustWait: true })).toBe("unchanged");
  });

  it("is refused by a rule before anything else", () => {
    expect(classOf({ desiredHash: "old", synced: settled, ruleReason: "shared_address" })).toBe(
      "refused: shared_address",
    );
    expect(classOf({ synced: settled, ruleReason: "data_error" })).toBe("refused: data_error");
  });

  it("is refused while the same payload backs off: until its run, not with another payload, never a leave", () => {
    expect(classOf({ desiredHash: "new", refused })).toBe("refused: invalid");
    expect(classOf({ desiredHash: "new", refused, runNo: 8 })).toBe("enter");
    expect(classOf({ desiredHash: "newer", refused })).toBe("enter");
    expect(classOf({ synced: settled, refused: { ...refused, op: "leave", saidHash: "" } })).toBe("leave");
  });
});
