/** What the list of plans says came of each. */
import { expect, test } from "vitest";
import { describePlanLine, stateWord } from "../../src/cli/views/plan-list.ts";
import type { PlaceCounts, PlanHead } from "../../src/domain/plan.ts";
import { countsOf } from "../support/plan-counts.ts";

function placeOf(counts: Partial<PlaceCounts>): PlaceCounts {
  const [place] = countsOf(counts).places;
  if (place === undefined) throw new Error("no place");
  return place;
}

function head(state: PlanHead["state"], isAnnounced: boolean, places: readonly PlaceCounts[]): PlanHead {
  return {
    planNo: 7,
    sync: "a",
    runNo: 5,
    definitionHash: "d",
    invocationId: "i",
    asOf: "2026-01-01T00:00:00Z",
    state,
    afterPlanNo: 0,
    fence: 1,
    madeAtMs: 0,
    applyingAtMs: isAnnounced ? 0 : null,
    closedAtMs: state === "closed" ? 0 : null,
    counts: { mapping: null, sources: [], places, moves: [], scannedBytes: null },
  };
}

test("a plan of which nothing was accepted failed; one of which some was, is applied", () => {
  const places = [placeOf({ enter: 3 }), placeOf({ leave: 1 })];
  const word = (accepted: number): string =>
    stateWord(describePlanLine(head("closed", true, places), new Map([[7, accepted]])));
  expect([word(0), word(1), word(4)]).toEqual(["failed", "applied", "applied"]);
});

test("a plan without changes is applied with none accepted", () => {
  const line = describePlanLine(head("closed", true, [placeOf({})]), new Map());
  expect([line.accepted, stateWord(line)]).toEqual([0, "applied"]);
});

test("what is not known is no number: not sent, being sent, or closed before it was counted", () => {
  const places = [placeOf({ enter: 3 })];
  const heads = [head("closed", false, places), head("applying", true, places), head("closed", true, places)];
  const lines = heads.map((one) => describePlanLine(one, new Map()));
  expect(lines.map(({ accepted }) => accepted)).toEqual([null, null, null]);
  expect(lines.map(stateWord)).toEqual(["not sent", "applying", "applied"]);
});
