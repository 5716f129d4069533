/**
 * What a command did, as the JSON document it prints: keys in snake case, the shape kept under `schema_version`.
 * No addresses and no names of people stand in it.
 */
import type { Pause } from "../domain/decision.ts";
import type { GuardFinding } from "../domain/guard.ts";
import type { PlaceCounts, PlanHead } from "../domain/plan.ts";
import type { OutcomeCounts } from "../journal/journal.ts";
import { isoInstant } from "../platform/instant.ts";
import type { ContactCounts } from "./apply-plan.ts";
import type { Refusal } from "./engine.ts";
import { plainError, type ErrorReport } from "./error-report.ts";

export const REPORT_SCHEMA_VERSION = 1;

/** Of the one build of a run, as the caller made it. */
export interface BuildReport {
  readonly invocation_id: string;
  /** ISO 8601 UTC. */
  readonly as_of: string;
  readonly models: number;
  readonly tests: number;
  readonly seconds: number;
}

export interface GuardReport {
  readonly name: string;
  readonly place: number | null;
  readonly value: number;
  readonly limit: number;
  readonly message: string;
  readonly allowed: { readonly reason: string; readonly by: string } | null;
}

export interface PlaceReport {
  readonly place: number;
  readonly kind: "contact" | "list";
  readonly name: string;
  readonly list_id: string | null;
  /** False: an orphan, which no file names any more. */
  readonly in_file: boolean;
  readonly desired: number;
  readonly synced: number;
  readonly unsettled: number;
  readonly enter: number;
  readonly enter_unknown: number;
  readonly update: number;
  /** Of `update`: because the mapping changed, whatever became of the values. */
  readonly mapping_changed: number;
  readonly leave: number;
  readonly leave_without_call: number;
  readonly unchanged: number;
  readonly waiting: number;
  readonly refused: number;
  readonly refused_by: Readonly<Record<string, number>>;
  /** Beside the classes: subtracted from desired. */
  readonly suppressed: number;
  readonly suppressed_by: Readonly<Record<string, number>>;
  readonly held_out: number;
  readonly kept: number;
  readonly count_at_destination: number | null;
}

export interface SyncReport {
  readonly sync: string;
  /**
   * `applied`: the plan was sent and closed, wholly or until it was stopped. `planned`: made, not sent. `refused`: a
   * guard, a stale plan, a pause or an unfit build. `failed`: an error. `interrupted`: before anything was sent. `paused`:
   * somebody holds the sync back, so the run left it out.
   */
  readonly result: "applied" | "planned" | "refused" | "failed" | "interrupted" | "paused";
  readonly exit_code: number;
  readonly run_no: number | null;
  /** A dead runner's plan that was closed first. */
  readonly closed_plan: number | null;
  readonly plan: number | null;
  readonly guards: readonly GuardReport[];
  readonly places: readonly PlaceReport[];
  readonly moves: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  readonly receipts: OutcomeCounts;
  /** Of `receipts.accepted`: contacts that were made, and contacts that were there and are ours now. */
  readonly contacts: ContactCounts;
  /** Of `receipts.withheld`: beyond the members that were to be sent. */
  readonly withheld_by_limit: number;
  readonly requests: number;
  readonly seconds: number;
  readonly error: ErrorReport | null;
  /** Who holds the sync back, since when (ISO 8601 UTC), and why; null: nobody. */
  readonly paused: PauseReport | null;
}

export interface PauseReport {
  readonly by: string;
  readonly since: string;
  readonly reason: string | null;
}

/** Places that state owns and no file names. */
export interface OrphanReport {
  readonly sync: string;
  /** False: the sync's whole file is gone, and nobody runs it. */
  readonly in_file: boolean;
  readonly places: readonly {
    readonly place: number;
    readonly name: string;
    readonly list_id: string | null;
    readonly synced: number;
  }[];
}

export interface RunReport {
  readonly schema_version: typeof REPORT_SCHEMA_VERSION;
  readonly command: "run" | "plan" | "apply";
  readonly exit_code: number;
  readonly as_of: string | null;
  readonly build: BuildReport | null;
  readonly syncs: readonly SyncReport[];
  readonly orphans: readonly OrphanReport[];
  /** What stopped the whole command; a sync's own error stands at the sync. */
  readonly error: ErrorReport | null;
}

export function refusalReport({ code, message, remedy }: Refusal): ErrorReport {
  return plainError(code, message, remedy);
}

/** What a sync's report says of its plan. */
export function planReport(
  head: PlanHead,
  findings: readonly GuardFinding[],
): Pick<SyncReport, "plan" | "guards" | "places" | "moves"> {
  return {
    plan: head.planNo,
    guards: findings.map(guardReport),
    places: head.counts.places.map(placeReport),
    moves: head.counts.moves,
  };
}

function guardReport({ name, placeNo, value, limit, message, allowed }: GuardFinding): GuardReport {
  return { name, place: placeNo, value, limit, message, allowed };
}

function placeReport(counts: PlaceCounts): PlaceReport {
  return {
    place: counts.placeNo,
    kind: counts.kind,
    name: counts.name,
    list_id: counts.listId,
    in_file: counts.isInFile,
    desired: counts.desired,
    synced: counts.synced,
    unsettled: counts.unsettled,
    enter: counts.enter,
    enter_unknown: counts.enterUnknown,
    update: counts.update,
    mapping_changed: counts.updateRemapped,
    leave: counts.leave,
    leave_without_call: counts.leaveWithoutCall,
    unchanged: counts.unchanged,
    waiting: counts.waiting,
    refused: counts.refused,
    refused_by: counts.refusedBy,
    suppressed: counts.suppressed,
    suppressed_by: counts.suppressedBy,
    held_out: counts.heldOut,
    kept: counts.kept,
    count_at_destination: counts.countAtDestination,
  };
}

export function pauseReport(pause: Pause | null): PauseReport | null {
  return pause === null ? null : { by: pause.by, since: isoInstant(pause.sinceMs), reason: pause.reason };
}
