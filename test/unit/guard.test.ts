import { describe, expect, it } from "vitest";
import { arePermitted, DEFAULT_GUARD_LIMITS, judgeGuards, stoppingOrphans } from "../../src/domain/guard.ts";
import type { PlanCounts } from "../../src/domain/plan.ts";
import { countsOf } from "../support/plan-counts.ts";

function namesOf(counts: PlanCounts): readonly string[] {
  return judgeGuards(counts, DEFAULT_GUARD_LIMITS, null).map((finding) => finding.name);
}

/** What stops a list where these rows are acknowledged, these may be there and are said again, and these are new. */
function again(acknowledged: number, enterUnsettled: number, anew = 0): readonly string[] {
  const synced = acknowledged + enterUnsettled;
  const enter = enterUnsettled + anew;
  const counts = { synced, unsettled: enterUnsettled, enter, enterUnsettled, countAtDestination: null };
  return namesOf(countsOf(counts));
}

describe("guards", () => {
  it("let 60 leaves of 300 pass (20 %, not more), and stop 61", () => {
    expect(namesOf(countsOf({ leave: 60 }))).toEqual([]);
    expect(namesOf(countsOf({ leave: 61 }))).toEqual(["leaves"]);
  });

  it("need both the share and more than 50 rows", () => {
    expect(namesOf(countsOf({ synced: 60, leave: 50, countAtDestination: 60 }))).toEqual([]);
    expect(namesOf(countsOf({ synced: 60, leave: 51, countAtDestination: 60 }))).toEqual(["leaves"]);
  });

  it("stop more than 10,000 leaves whatever the share", () => {
    const large = { synced: 1_000_000, countAtDestination: 1_000_000 };
    expect(namesOf(countsOf({ ...large, leave: 10_000 }))).toEqual([]);
    expect(namesOf(countsOf({ ...large, leave: 10_001 }))).toEqual(["leaves"]);
  });

  it("leave out what is closed without a call", () => {
    expect(namesOf(countsOf({ leave: 100, leaveWithoutCall: 40 }))).toEqual([]);
  });

  it("stop any leave from a list that no file names", () => {
    expect(namesOf(countsOf({ isInFile: false, leave: 1 }))).toEqual(["leaves"]);
  });

  it("let a suppress model be empty, but not become so, whatever the limit", () => {
    const suppression = { model: "aud_suppressed", isSuppression: true };
    expect(namesOf(countsOf({}, { ...suppression, rows: 0, rowsBefore: null }))).toEqual([]);
    expect(namesOf(countsOf({}, { ...suppression, rows: 0, rowsBefore: 0 }))).toEqual([]);
    expect(namesOf(countsOf({}, { ...suppression, rows: 70, rowsBefore: 100 }))).toEqual([]);
    expect(namesOf(countsOf({}, { ...suppression, rows: 69, rowsBefore: 100 }))).toEqual(["shrink"]);
    const limits = { ...DEFAULT_GUARD_LIMITS, shrinkShareMax: 1 };
    const emptied = countsOf({}, { ...suppression, rows: 0, rowsBefore: 1 });
    expect(judgeGuards(emptied, limits, null).map((finding) => finding.name)).toEqual(["shrink"]);
    const allowance = { guards: ["shrink"], reason: "all came back", by: "ann" } as const;
    expect(arePermitted(judgeGuards(emptied, limits, allowance))).toBe(true);
  });

  it("stop a suppress model with a row that names nobody, for good", () => {
    const findings = judgeGuards(
      countsOf({}, { model: "aud_suppressed", isSuppression: true, duplicates: 1 }),
      DEFAULT_GUARD_LIMITS,
      { guards: ["shrink"], reason: "meant", by: "ann" },
    );
    expect(findings.map((finding) => finding.name)).toEqual(["unnamed"]);
    expect(arePermitted(findings)).toBe(false);
  });

  it("stop a source that fell by more than 30 %, and an empty one for good", () => {
    expect(namesOf(countsOf({}, { rows: 210, rowsBefore: 300, duplicates: 0 }))).toEqual([]);
    expect(namesOf(countsOf({}, { rows: 209, rowsBefore: 300, duplicates: 0 }))).toEqual(["shrink"]);
    const allowance = { guards: ["shrink"], reason: "stock-taking", by: "ann" } as const;
    const empty = judgeGuards(
      countsOf({}, { rows: 0, rowsBefore: 300, duplicates: 0 }),
      DEFAULT_GUARD_LIMITS,
      allowance,
    );
    expect(empty.map((finding) => finding.name)).toEqual(["empty"]);
    expect(arePermitted(empty)).toBe(false);
  });

  it("count leaves each time they are said", () => {
    expect(namesOf(countsOf({ unsettled: 61, leave: 61 }))).toEqual(["leaves"]);
  });

  it("ask again for a first run of which nothing was acknowledged, and not for one that needed no permission", () => {
    const died = (enter: number): readonly string[] =>
      namesOf(countsOf({ kind: "contact", synced: enter, unsettled: enter, enter, enterUnsettled: enter }));
    expect(died(1_000)).toEqual([]);
    expect(died(1_001)).toEqual(["first-run"]);
    // Half of it was acknowledged: 1,000 that are said again are no more than a first run may be, 1,001 are.
    const half = (left: number): readonly string[] =>
      namesOf(countsOf({ kind: "contact", synced: 500 + left, unsettled: left, enter: left, enterUnsettled: left }));
    expect(half(1_000)).toEqual([]);
    expect(half(1_001)).toEqual(["enters"]);
    // Lists are filled after the contacts, which were asked about.
    expect(namesOf(countsOf({ synced: 5_000, unsettled: 5_000, enter: 5_000, enterUnsettled: 5_000 }))).toEqual([]);
  });

  it("measure enters that are said again by what was acknowledged, and new ones by all that may be there", () => {
    // 20 % of 10,000 are within the limit, as they were when they were said first; 2,001 needed a permission.
    expect(again(10_000, 2_000)).toEqual([]);
    expect(again(10_000, 2_001)).toEqual(["enters"]);
    expect(again(10_000, 1_900, 100)).toEqual([]);
    expect(again(10_000, 1_900, 101)).toEqual(["enters"]);
    // Of 100,000 no more than 10,000 at once.
    expect(again(100_000, 10_000)).toEqual([]);
    expect(again(100_000, 10_001)).toEqual(["enters"]);
    // 60 new ones beside 240 that may be there: 20 %; 61 are more.
    expect(again(0, 300, 60)).toEqual([]);
    expect(again(0, 300, 61)).toEqual(["enters"]);
  });

  it("stop when the destination's count differs from what is known by more than 20 % and 50", () => {
    // 300 acknowledged: 240 to 360 are within the limit.
    expect(namesOf(countsOf({ countAtDestination: 240 }))).toEqual([]);
    expect(namesOf(countsOf({ countAtDestination: 239 }))).toEqual(["drift"]);
    expect(namesOf(countsOf({ countAtDestination: 361 }))).toEqual(["drift"]);
    // 200 of them unsettled: from 100 rows on all may be well, so 40 is 60 too few, which is 20 % of 300.
    expect(namesOf(countsOf({ unsettled: 200, countAtDestination: 40 }))).toEqual([]);
    expect(namesOf(countsOf({ unsettled: 200, countAtDestination: 39 }))).toEqual(["drift"]);
    // 300 kept, of whom 250 are acknowledged as well: 350 people in all, of whom 280 to 420 may be there.
    const both = { kept: 300, keptSynced: 250 };
    expect(namesOf(countsOf({ ...both, countAtDestination: 280 }))).toEqual([]);
    expect(namesOf(countsOf({ ...both, countAtDestination: 279 }))).toEqual(["drift"]);
    expect(namesOf(countsOf({ ...both, countAtDestination: 421 }))).toEqual(["drift"]);
  });

  it("tell both ways on for a list that no file names: allowed, they leave; released, they stay", () => {
    const counts = countsOf({ isInFile: false, leave: 3, leaveWithoutCall: 1 });
    const findings = judgeGuards(counts, DEFAULT_GUARD_LIMITS, null);
    expect(findings.map(({ message }) => message)).toEqual([
      "Loyalty Golden stands in no sync file any more. Allowed, the 2 there because of us leave; released, they stay.",
    ]);
    expect(stoppingOrphans(counts, findings).map(({ placeNo }) => placeNo)).toEqual([2]);
    expect(
      stoppingOrphans(countsOf({ leave: 61 }), judgeGuards(countsOf({ leave: 61 }), DEFAULT_GUARD_LIMITS, null)),
    ).toEqual([]);
    const allowed = judgeGuards(counts, DEFAULT_GUARD_LIMITS, { guards: ["leaves"], reason: "over", by: "ann" });
    expect(stoppingOrphans(counts, allowed)).toEqual([]);
  });

  it("record who allowed what, and why", () => {
    const allowance = { guards: ["leaves"], reason: "spring cleaning", by: "ann" } as const;
    const findings = judgeGuards(countsOf({ leave: 61 }), DEFAULT_GUARD_LIMITS, allowance);
    expect(findings[0]?.allowed).toEqual({ reason: "spring cleaning", by: "ann" });
    expect(arePermitted(findings)).toBe(true);
  });
});
