/** What a run's report makes of alerts, and when an episode begins and ends. */
import { describe, expect, test } from "vitest";
import { changeEpisodes, type AlertRules, type Episode, type Judged, type Watched } from "../../src/domain/alert.ts";
import { withoutAddresses } from "../../src/domain/without-addresses.ts";
import { plainError } from "../../src/engine/error-report.ts";
import { isHeldElsewhere, judgeSync } from "../../src/engine/judge-alerts.ts";
import type { PlaceReport, SyncReport } from "../../src/engine/report.ts";
import { emptyReport } from "../../src/engine/run-sync.ts";
import { NOON_MS } from "../support/manual-clock.ts";

const RULES: AlertRules = { runFailed: true, guardStopped: true, refusedShareMax: 0.05, staleAfterMs: 26 * 3_600_000 };
const FACTS = { nowMs: NOON_MS, appliedAsOf: "2026-11-22T11:00:00.000Z", staleSources: null };
const APPLIED: SyncReport = { ...emptyReport("tiers", 1, null), result: "applied", exit_code: 0 };

function place(desired: number, refused: number): PlaceReport {
  const none = {
    unsettled: 0,
    enter: 0,
    enter_unknown: 0,
    update: 0,
    mapping_changed: 0,
    leave: 0,
    leave_without_call: 0,
  };
  const beside = { unchanged: 0, waiting: 0, refused_by: {}, suppressed: 0, suppressed_by: {}, held_out: 0, kept: 0 };
  const named = { place: 1, kind: "list", name: "Golden", list_id: "7", in_file: true, synced: 0 } as const;
  return { ...named, ...none, ...beside, desired, refused, count_at_destination: null };
}

function asOf(appliedAsOf: string | null): Judged {
  return judgeSync(APPLIED, { ...FACTS, appliedAsOf }, RULES);
}

const kindsFound = ({ findings }: Judged): readonly string[] => findings.map(({ kind }) => kind);

describe("a report", () => {
  test("of a run that went well finds nothing, and looked at everything", () => {
    const judged = judgeSync(APPLIED, FACTS, RULES);
    expect(judged).toEqual({
      sync: "tiers",
      kinds: ["run_failed", "guard_stopped", "refused_share", "stale"],
      findings: [],
    });
  });

  test("of a failure finds it, and says nothing of guards or refused rows, at which nobody looked", () => {
    const error = plainError("dbt_failed", "aud_tier failed.", null);
    const judged = judgeSync({ ...APPLIED, result: "failed", exit_code: 1, error }, FACTS, RULES);
    expect(judged.kinds).toEqual(["run_failed", "stale"]);
    expect(judged.findings).toEqual([{ sync: "tiers", kind: "run_failed", message: "aud_tier failed." }]);
  });

  test("of a plan that a guard stopped is no failure of the run", () => {
    const guard = {
      name: "leaves",
      place: 1,
      value: 60,
      limit: 50,
      message: "60 of 100 rows would leave.",
      allowed: null,
    };
    const error = plainError("guard", "Plan 3 was not sent: 60 of 100 rows would leave.", null);
    const judged = judgeSync({ ...APPLIED, result: "refused", exit_code: 4, guards: [guard], error }, FACTS, RULES);
    expect(judged.kinds).toContain("run_failed");
    expect(judged.findings).toEqual([{ sync: "tiers", kind: "guard_stopped", message: "60 of 100 rows would leave." }]);
  });

  test("of a run that was interrupted, held up or paused tells nothing of failures", () => {
    const untold = [
      { ...APPLIED, result: "interrupted", exit_code: 130 },
      { ...APPLIED, result: "failed", exit_code: 6 },
      { ...APPLIED, result: "paused", exit_code: 0 },
    ] as const;
    expect(untold.map((report) => judgeSync(report, FACTS, RULES).kinds.includes("run_failed"))).toEqual([
      false,
      false,
      false,
    ]);
  });

  // 5% of 40 rows are 2: two are within the limit, three are not.
  test("counts rows that the plan and the destination refused, up to the limit", () => {
    const with2 = { ...APPLIED, places: [place(30, 1), place(10, 0)], receipts: { ...APPLIED.receipts, refused: 1 } };
    const with3 = { ...with2, places: [place(30, 2), place(10, 0)] };
    expect(kindsFound(judgeSync(with2, FACTS, RULES))).toEqual([]);
    expect(judgeSync(with3, FACTS, RULES).findings).toEqual([
      { sync: "tiers", kind: "refused_share", message: "3 of 40 rows were refused, 7.5%; the limit is 5.0%." },
    ]);
  });

  test("is stale only beyond the limit: 26 hours before noon is ten in the morning of the day before", () => {
    expect(kindsFound(asOf("2026-11-21T10:00:00.000Z"))).toEqual([]);
    expect(asOf("2026-11-21T09:59:59.999Z").findings).toEqual([
      { sync: "tiers", kind: "stale", message: "What was last applied is as of 2026-11-21 09:59 UTC." },
    ]);
    expect(asOf(null).kinds).not.toContain("stale");
  });

  test("is stale where dbt found a source too old", () => {
    const judged = judgeSync(APPLIED, { ...FACTS, staleSources: ["raw.charges"] }, { ...RULES, staleAfterMs: null });
    expect(judged.findings).toEqual([
      { sync: "tiers", kind: "stale", message: "dbt found no fresh rows in raw.charges." },
    ]);
    expect(kindsFound(judgeSync(APPLIED, { ...FACTS, staleSources: [] }, RULES))).toEqual([]);
  });

  test("finds nothing that no rule asks for", () => {
    const none: AlertRules = { runFailed: false, guardStopped: false, refusedShareMax: null, staleAfterMs: null };
    const error = plainError("dbt_failed", "aud_tier failed.", null);
    expect(judgeSync({ ...APPLIED, result: "failed", exit_code: 1, error }, FACTS, none).kinds).toEqual([]);
  });
});

const WATCHED: Watched = { syncs: ["tiers"], deliveries: ["report_failed"] };

describe("an episode", () => {
  const failed = { sync: "tiers", kind: "run_failed", message: "no" } as const;
  const open: Episode = { sync: "tiers", kind: "run_failed", sinceMs: NOON_MS };

  test("begins once", () => {
    const judged: Judged = { sync: "tiers", kinds: ["run_failed"], findings: [failed] };
    expect(changeEpisodes([], [judged], null)).toEqual({ begun: [failed], ended: [] });
    expect(changeEpisodes([open], [judged], null)).toEqual({ begun: [], ended: [] });
  });

  test("ends when its sync was looked at and nothing was found", () => {
    expect(changeEpisodes([open], [{ sync: "tiers", kinds: ["run_failed"], findings: [] }], null).ended).toEqual([
      { ...open, why: "well" },
    ]);
  });

  test("goes on while nobody looked, or while another sync is well", () => {
    expect(changeEpisodes([open], [{ sync: "tiers", kinds: ["stale"], findings: [] }], WATCHED).ended).toEqual([]);
    expect(changeEpisodes([open], [{ sync: "other", kinds: ["run_failed"], findings: [] }], WATCHED).ended).toEqual([]);
    expect(changeEpisodes([open], [{ sync: null, kinds: ["run_failed"], findings: [] }], WATCHED).ended).toEqual([]);
  });
});

test("an episode of a sync whose file is gone ends, and none of another or of the whole project", () => {
  const kinds = ["run_failed", "stale"] as const;
  const open = [null, "old", "tiers"].flatMap((sync) => kinds.map((kind) => ({ sync, kind, sinceMs: NOON_MS })));
  const judged: Judged = { sync: "tiers", kinds: ["stale"], findings: [] };
  expect(changeEpisodes(open, [judged], WATCHED).ended.map(({ sync, kind, why }) => [sync, kind, why])).toEqual([
    ["old", "run_failed", "file_gone"],
    ["old", "stale", "file_gone"],
    ["tiers", "stale", "well"],
  ]);
  // Which files there are is not known where a run could not begin.
  expect(changeEpisodes(open, [judged], null).ended.map(({ sync }) => sync)).toEqual(["tiers"]);
});

test("an episode of a delivery that has no schedule any more ends, and not one of another", () => {
  const open = (["report_failed", "digest_failed"] as const).map((kind) => ({ sync: null, kind, sinceMs: NOON_MS }));
  expect(changeEpisodes(open, [], WATCHED).ended).toEqual([
    { sync: null, kind: "digest_failed", sinceMs: NOON_MS, why: "schedule_gone" },
  ]);
});

test("whatever looks like an address is masked, however its sign is written", () => {
  expect(withoutAddresses("ann@example.com, (bob%40example.com) and <cem@example.com> failed")).toBe(
    "***@***, (***@***) and <***@***> failed",
  );
});

test("a run of which one sync lost its lease is judged, one that another process held is not", () => {
  const lost: SyncReport = { ...emptyReport("other", 1, null), exit_code: 6 };
  const failed: SyncReport = { ...emptyReport("tiers", 1, null), error: plainError("dbt_failed", "It failed.", null) };
  expect(isHeldElsewhere({ exit_code: 6, syncs: [lost, failed] })).toBe(false);
  expect(judgeSync(lost, FACTS, RULES).findings).toEqual([]);
  expect(judgeSync(failed, FACTS, RULES).findings).toMatchObject([{ sync: "tiers", kind: "run_failed" }]);
  expect(isHeldElsewhere({ exit_code: 6, syncs: [] })).toBe(true);
});
