import { expect, test } from "vitest";
import { describeStatus } from "../../src/cli/views/describe-status.ts";
import { readSyncFile } from "../../src/config/sync-file.ts";
import type { SyncStatus } from "../../src/journal/journal.ts";

const FILE = `name: a
destination: {type: hubspot, token: "{{ env_var('T') }}"}
members: {model: aud_members}
audiences: [{model: aud_tier, lists: {Golden: G}}]
`;

function nextStep(exitCode: number | null, notSent: SyncStatus["notSent"]): string {
  const read = readSyncFile("syncs/a.yml", FILE, { environment: {}, credentials: "unused" });
  if (read.kind !== "sync") throw new Error("the file is wrong");
  const head = {
    planNo: 3,
    sync: "a",
    runNo: 5,
    definitionHash: "",
    invocationId: "",
    asOf: "2026-01-01T00:00:00Z",
    state: "closed",
    afterPlanNo: 0,
    fence: 1,
    madeAtMs: 0,
    applyingAtMs: 0,
    closedAtMs: 0,
    counts: { sources: [], places: [], moves: [] },
  } as const;
  const lastRun = { runNo: 5, startedAtMs: 0, finishedAtMs: 0, asOf: null, exitCode, allowance: null };
  const status = { sync: "a", lastRun, lastPlan: head, lastAppliedPlan: head, places: [], notSent };
  return describeStatus(status, read.file.sync).next_step;
}

test("a run that was stopped is never called done", () => {
  expect(nextStep(3, [])).toContain("once what stopped the last one is mended (it ended with 3)");
  expect(nextStep(null, [])).toContain("no exit code");
  expect(nextStep(5, [{ placeNo: 1, class: "withheld", reason: "predecessor", count: 1 }])).toBe(
    "tierline run: sends what was withheld.",
  );
  expect(nextStep(5, [{ placeNo: 1, class: "refused", reason: "shared_address", count: 1 }])).toBe(
    "Nothing to do until the data changes.",
  );
  expect(nextStep(0, [])).toBe("Nothing to do until the data changes.");
});
