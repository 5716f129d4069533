/** What `status` says to do next, in each situation a sync can be in. */
import { expect, test } from "vitest";
import { nextStep, type BuildSight, type Situation } from "../../src/cli/next-step.ts";
import { describeStatus } from "../../src/cli/views/describe-status.ts";
import { readSyncFile } from "../../src/config/sync-file.ts";
import type { Place } from "../../src/domain/place.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { Sync } from "../../src/domain/sync.ts";
import type { SyncStatus } from "../../src/journal/journal.ts";
import { countsOf } from "../support/plan-counts.ts";

const FILE = `name: a
destination: {type: hubspot, token: "{{ env_var('T') }}"}
members: {model: aud_members}
audiences: [{model: aud_tier, lists: {Golden: G}}]
`;
const DAY_MS = 86_400_000;

function sync(): Sync {
  const read = readSyncFile("syncs/a.yml", FILE, { environment: {}, credentials: "unused" });
  if (read.kind !== "sync") throw new Error("the file is wrong");
  return read.file.sync;
}

const SYNC = sync();
const HEAD: PlanHead = {
  planNo: 3,
  sync: "a",
  runNo: 5,
  definitionHash: SYNC.definitionHash,
  invocationId: "i",
  asOf: "2026-01-01T00:00:00Z",
  state: "closed",
  afterPlanNo: 0,
  fence: 1,
  madeAtMs: 0,
  applyingAtMs: 0,
  closedAtMs: 0,
  counts: { mapping: null, sources: [], places: [], moves: [], scannedBytes: null },
};
const FIT: BuildSight = {
  is: "fit",
  build: {
    invocationId: "i",
    asOf: "2026-01-01T00:00:00Z",
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "x",
    nodes: [],
  },
};

function step(status: Partial<SyncStatus>, rest: Partial<Situation> = {}): string {
  const lastRun = { runNo: 5, startedAtMs: 0, finishedAtMs: 0, asOf: null, exitCode: 0, allowance: null };
  const whole: SyncStatus = {
    sync: "a",
    paused: null,
    lastRun,
    lastPlan: HEAD,
    lastAppliedPlan: HEAD,
    places: [],
    notSent: [],
    ...status,
  };
  return nextStep({ status: whole, sync: SYNC, coolDownMs: null, build: FIT, isUnbuilt: false, nowMs: 0, ...rest });
}

function refusedBuild(code: string): BuildSight {
  return { is: "refused", refusal: { code, message: "It failed at aud_tier.", remedy: "Mend it." } };
}

function ended(exitCode: number | null, notSent: SyncStatus["notSent"]): string {
  const lastRun = { runNo: 5, startedAtMs: 0, finishedAtMs: 0, asOf: null, exitCode, allowance: null };
  return step({ notSent, lastRun });
}

test("before the first load, before the first build, while somebody writes, after a failed build", () => {
  const fresh = { lastRun: null, lastPlan: null };
  expect(step(fresh, { build: { is: "nothing_loaded" } })).toBe("tierline load data");
  expect(step(fresh, { build: { is: "unbuilt_unloaded" } })).toMatch(/^tierline load data, then tierline build: /u);
  expect(step(fresh, { build: { is: "failed_unloaded" } })).toMatch(/^tierline load data, then tierline build: /u);
  expect(step(fresh, { build: refusedBuild("build_missing") })).toBe("tierline build, then tierline plan.");
  // Stopped by a signal it looks as if it went on for ever: nothing is there to be mended first.
  expect(step(fresh, { build: refusedBuild("build_running") })).toBe(
    "tierline build, unless one is under way: the newest has not ended.",
  );
  expect(step(fresh, { build: { is: "held" } })).toContain("Wait until the warehouse is free");
  expect(step({}, { build: refusedBuild("build_failed") })).toBe(
    "tierline build, once it can succeed: It failed at aud_tier.",
  );
  expect(step(fresh)).toBe("tierline run");
  // A first run that stopped at a list with people on it made no plan: as it is, the next one stops there, too.
  const stopped = { runNo: 1, startedAtMs: 0, finishedAtMs: 0, asOf: null, exitCode: 3, allowance: null };
  expect(step({ lastRun: stopped, lastPlan: null })).toBe(
    "tierline run, once what stopped the last one is mended (it ended with 3).",
  );
});

test("what is uncertain comes before everything but the file", () => {
  const applying = { lastPlan: { ...HEAD, state: "applying" } } as const;
  expect(step(applying, { build: { is: "nothing_loaded" } })).toMatch(/^tierline run: the last apply did not end/u);
  expect(step(applying, { sync: undefined })).toContain("Put its file back");
});

test("a plan that waits is applied, unless it is stale or a guard stops it", () => {
  const planned: PlanHead = { ...HEAD, state: "planned", counts: countsOf({ leave: 1 }) };
  expect(step({ lastPlan: planned })).toBe("tierline apply 3");
  expect(step({ lastPlan: planned }, { nowMs: DAY_MS })).toBe("tierline apply 3");
  expect(step({ lastPlan: planned }, { nowMs: DAY_MS + 1 })).toContain("it is more than a day old");
  expect(step({ lastPlan: { ...planned, invocationId: "other" } })).toContain("there is a newer build");
  expect(step({ lastPlan: { ...planned, definitionHash: "other" } })).toContain("the sync file has changed");
  // Of 300 rows 61 leave: more than 50, and more than a fifth.
  expect(step({ lastPlan: { ...planned, counts: countsOf({ leave: 61 }) } })).toBe(
    'tierline plan show 3: the guard leaves stops it. If it is meant: tierline apply 3 --allow leaves --reason "…"',
  );
  // A list that no file names: they may stay as well.
  expect(step({ lastPlan: { ...planned, counts: countsOf({ isInFile: false, leave: 1 }) } })).toMatch(
    /--allow leaves --reason "…" If who is there is to stay: tierline release 2 --reason "why"$/u,
  );
  expect(step({ lastPlan: { ...planned, counts: countsOf({}, { rows: 0 }) } })).toMatch(
    /^Mend the models: the guards? .*empty.* which cannot be allowed\.$/u,
  );
});

test("an empty plan is nothing to do, whatever the run before it ended with", () => {
  const lastPlan: PlanHead = { ...HEAD, state: "planned", counts: countsOf({}) };
  const lastRun = { runNo: 5, startedAtMs: 0, finishedAtMs: 0, asOf: null, exitCode: 3, allowance: null };
  expect(step({ lastPlan, lastRun })).toBe("Nothing to do until the data changes.");
  const row = { placeNo: 1, reason: "no_address", count: 1, saidAtMs: null };
  expect(step({ lastPlan, notSent: [{ ...row, class: "refused" }] })).toBe(
    "Nothing to do until the data changes; 1 row cannot be sent as things are.",
  );
  expect(step({ lastPlan, notSent: [{ ...row, class: "waiting" }] })).toBe(
    "tierline run, once the waiting time is over.",
  );
  expect(step({ lastPlan: { ...lastPlan, invocationId: "other" } })).toContain("there is a newer build");
});

test("a run that was stopped is never called done", () => {
  // A list was deleted by hand: the plan from before, empty or not, gets no further than the run after it.
  const before: PlanHead = { ...HEAD, state: "planned", counts: countsOf({}) };
  const run = { runNo: 6, startedAtMs: HEAD.madeAtMs + 1, finishedAtMs: null, asOf: null, allowance: null };
  expect(step({ lastPlan: before, lastRun: { ...run, exitCode: 3 } })).toContain("(it ended with 3)");
  expect(step({ lastPlan: before, lastRun: { ...run, exitCode: 4 } })).toBe("Nothing to do until the data changes.");
  expect(ended(3, [])).toContain("once what stopped the last one is mended (it ended with 3)");
  expect(ended(null, [])).toContain("no exit code");
  expect(ended(5, [{ placeNo: 1, class: "withheld", reason: "predecessor", count: 1, saidAtMs: null }])).toBe(
    "tierline run: sends what was withheld.",
  );
  expect(ended(5, [{ placeNo: 1, class: "withheld", reason: "limit", count: 1, saidAtMs: null }])).toBe(
    "tierline plan, then tierline apply: what the limit left; guards ask anew.",
  );
  expect(ended(5, [{ placeNo: 1, class: "refused", reason: "shared_address", count: 2, saidAtMs: null }])).toBe(
    "Nothing to do until the data changes; 2 rows cannot be sent as things are.",
  );
  expect(ended(0, [])).toBe("Nothing to do until the data changes.");
});

test("events that were loaded since the newest build are built before nothing is said to be done", () => {
  expect(step({}, { isUnbuilt: true })).toBe(
    "tierline build, then tierline plan: events were loaded since the newest build.",
  );
  const lastPlan: PlanHead = { ...HEAD, state: "planned", counts: countsOf({ leave: 1 }) };
  expect(step({ lastPlan }, { isUnbuilt: true })).toBe("tierline apply 3");
});

test("a build that no plan has compared is planned", () => {
  expect(step({ lastPlan: { ...HEAD, invocationId: "older" } })).toBe(
    "tierline plan: there is a newer build than plan 3 compared.",
  );
});

test("rows that wait for the cool-down are told with the instants at which the first and the last may be sent", () => {
  const place: Place = {
    placeNo: 1,
    sync: "a",
    kind: "contact",
    name: "contacts",
    model: null,
    audience: null,
    accountId: "x",
    listId: null,
    isCreatedByUs: false,
    takenAtMs: 0,
  };
  const [first, last] = [Date.parse("2026-01-01T00:00:00Z"), Date.parse("2026-01-01T00:01:30Z")];
  const status: SyncStatus = {
    sync: "a",
    paused: null,
    lastRun: null,
    lastPlan: HEAD,
    lastAppliedPlan: HEAD,
    places: [{ place, synced: 3, unsettled: 0, kept: 0 }],
    notSent: [
      { placeNo: 1, class: "waiting", reason: "cool_down", count: 2, saidAtMs: { first, last } },
      { placeNo: 1, class: "refused", reason: "no_address", count: 1, saidAtMs: null },
    ],
  };
  // A quarter of an hour later.
  const described = describeStatus(
    { status, sync: SYNC, coolDownMs: 900_000, build: FIT, isUnbuilt: false, nowMs: 0 },
    "tierline",
  );
  expect(described.places[0]?.not_sent.map(({ until }) => until)).toEqual([
    { first: "2026-01-01T00:15:00.000Z", last: "2026-01-01T00:16:30.000Z" },
    null,
  ]);
  // Its file is gone: nobody knows how long.
  const orphan = describeStatus(
    { status, sync: undefined, coolDownMs: null, build: FIT, isUnbuilt: false, nowMs: 0 },
    "tierline",
  );
  expect(orphan.places[0]?.not_sent[0]?.until).toBeNull();
});
