/** What `run` says of an end that is not 0, in the words that `status` uses for it. */
import { expect, test } from "vitest";
import { UNICODE } from "../../src/cli/picture/glyphs.ts";
import { describeRun, errorOf } from "../../src/cli/views/describe-run.ts";
import { drawRun } from "../../src/cli/views/draw-run.ts";
import { emptyReport } from "../../src/engine/run-sync.ts";
import type { RunReport, SyncReport } from "../../src/engine/report.ts";
import { PLACES } from "../support/sample-documents.ts";

const SEAT = { command: "tierline", pages: "docs" };
const REPORT: RunReport = {
  schema_version: 1,
  command: "run",
  exit_code: 5,
  as_of: null,
  build: null,
  syncs: [],
  orphans: [],
  error: null,
};

function ended(receipts: Partial<SyncReport["receipts"]>, limited = 0): string[] {
  const sync = emptyReport("a", 1, null);
  // The sample's places refuse 7 rows at the contacts and 1 at a list.
  const report: RunReport = {
    ...REPORT,
    syncs: [
      {
        ...sync,
        exit_code: 5,
        places: PLACES,
        receipts: { ...sync.receipts, ...receipts },
        withheld_by_limit: limited,
      },
    ],
  };
  const error = errorOf(report);
  return [error?.code ?? "", error?.message ?? "", error?.remedy ?? ""];
}

test("rows that no call was made for are not called unaccepted", () => {
  expect(ended({})).toEqual([
    "not_accepted",
    "8 rows cannot be sent as things are, for the reasons given.",
    "Nothing to do until the data changes; what the destination refused is tried again by itself.",
  ]);
});

test("rows that were sent and not accepted are", () => {
  expect(ended({ accepted: 90, refused: 1, unsettled: 2 })[1]).toBe(
    "11 rows were not accepted, for the reasons given.",
  );
});

test("what a limit leaves for the next plan is no failure", () => {
  expect(ended({ accepted: 50, withheld: 300 }, 300).slice(1)).toEqual([
    "8 rows cannot be sent as things are, for the reasons given.",
    "Nothing to do about these until the data changes. What the limit left waits for the next plan: tierline plan",
  ]);
  // One of the fifty was refused, and two came after it.
  expect(ended({ accepted: 47, refused: 1, withheld: 302 }, 300)[1]).toBe(
    "11 rows were not accepted, for the reasons given.",
  );
});

test("what cannot be sent is said once, by the error; the run says that there is nothing else", () => {
  const sync: SyncReport = { ...emptyReport("a", 1, null), result: "applied", plan: 1, exit_code: 5, places: PLACES };
  const body = describeRun({ ...REPORT, syncs: [sync] }, null, SEAT);
  const text = drawRun(body, { columns: 80, glyphs: UNICODE }, "tierline").join("\n");
  expect(text).not.toContain("cannot be sent");
  expect(text).toMatch(/\n\nNothing else to send\.$/u);
});
