/** What a run's report says that somebody should hear of. */
import type { AlertKind, AlertRules, Finding, Judged } from "../domain/alert.ts";
import { EXIT } from "./exit-code.ts";
import type { RunReport, SyncReport } from "./report.ts";

/** Another process held what was to be run, so nothing was looked at. A sync that lost its lease midway hides no other. */
export function isHeldElsewhere({ exit_code, syncs }: Pick<RunReport, "exit_code" | "syncs">): boolean {
  return exit_code === EXIT.leaseHeld && syncs.length === 0;
}

/** What is known of a sync after its run. */
export interface SyncFacts {
  readonly nowMs: number;
  /** The instant for which the last applied plan answered, ISO 8601; null: none was ever applied. */
  readonly appliedAsOf: string | null;
  /** Sources that dbt found too old; null: nobody asked it. */
  readonly staleSources: readonly string[] | null;
}

/** Sentences that end an episode need no run that went well in every row: refused rows have a rule of their own. */
export function judgeSync(report: SyncReport, facts: SyncFacts, rules: AlertRules): Judged {
  const { sync } = report;
  const verdicts = [
    judgeFailure(report, rules),
    judgeGuard(report, rules),
    judgeRefused(report, rules),
    judgeAge(facts, rules),
  ].filter((verdict) => verdict !== null);
  return {
    sync,
    kinds: verdicts.map(({ kind }) => kind),
    findings: verdicts.flatMap(({ kind, message }): readonly Finding[] =>
      message === null ? [] : [{ sync, kind, message }],
    ),
  };
}

/** `message` null: looked at, and nothing is wrong. The verdict itself null: this run tells nothing about it. */
interface Verdict {
  readonly kind: AlertKind;
  readonly message: string | null;
}

/** What an interrupt, a lease or a pause held up tells nothing. */
const UNTOLD: ReadonlySet<number> = new Set([EXIT.interrupted, EXIT.leaseHeld]);

function judgeFailure({ result, exit_code, error }: SyncReport, rules: AlertRules): Verdict | null {
  if (!rules.runFailed || result === "paused" || result === "planned" || UNTOLD.has(exit_code)) return null;
  if (error === null || error.code === "guard") return { kind: "run_failed", message: null };
  return { kind: "run_failed", message: error.message };
}

function judgeGuard({ result, error, guards }: SyncReport, rules: AlertRules): Verdict | null {
  if (!rules.guardStopped) return null;
  if (error?.code !== "guard") return result === "applied" ? { kind: "guard_stopped", message: null } : null;
  const stopping = guards.filter(({ allowed }) => allowed === null);
  return { kind: "guard_stopped", message: stopping.map(({ message }) => message).join(" ") };
}

/** Of all that the sync should hold at all of its places, what its plan and the destination refused. */
function judgeRefused({ result, places, receipts }: SyncReport, rules: AlertRules): Verdict | null {
  if (rules.refusedShareMax === null || result !== "applied") return null;
  const desired = places.reduce((sum, place) => sum + place.desired, 0);
  const refused = places.reduce((sum, place) => sum + place.refused, 0) + receipts.refused;
  if (desired === 0 || refused / desired <= rules.refusedShareMax) return { kind: "refused_share", message: null };
  return {
    kind: "refused_share",
    message: `${refused} of ${desired} rows were refused, ${percent(refused / desired)}; the limit is ${percent(rules.refusedShareMax)}.`,
  };
}

/** What the destination was last told is as old as the instant for which it was the answer, whatever held up newer ones. */
function judgeAge({ nowMs, appliedAsOf, staleSources }: SyncFacts, rules: AlertRules): Verdict | null {
  const isAged = rules.staleAfterMs !== null && appliedAsOf !== null;
  if (!isAged && staleSources === null) return null;
  const found: string[] = [];
  if (isAged && nowMs - Date.parse(appliedAsOf) > rules.staleAfterMs)
    found.push(`What was last applied is as of ${appliedAsOf.slice(0, 16).replace("T", " ")} UTC.`);
  if (staleSources !== null && staleSources.length > 0)
    found.push(`dbt found no fresh rows in ${staleSources.join(", ")}.`);
  return { kind: "stale", message: found.length === 0 ? null : found.join(" ") };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
