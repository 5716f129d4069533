/**
 * The journal: runs, plans, receipts, and what they leave behind (`synced`, `refused`, `kept`).
 *
 * Glossary. *desired*: what the models say a place should hold. *synced*: what a place holds, or may hold, because of
 * us. *settled*: the destination said so. *tombstone*: a settled leave, remembered until the cool-down is over.
 * *fence*: a number that grows with each lease; what an older fence writes changes nothing.
 *
 * The contract speaks of plans and rows, never of SQL. `in-memory/` is the executable specification; a model-based test
 * holds every other journal equal to it. `Desired` is relation names in `sql/` and rows in `in-memory/`.
 *
 * Time of the journal is its own clock, in epoch milliseconds. Errors: `TransientError` when the store cannot be
 * reached, `InvariantError` for a call out of order. A write under a fence that is no longer the newest changes nothing
 * and resolves to `fenced` where it has a result, so that a late runner learns that it lost.
 */
import type { Change, Op, Wave } from "../domain/change.ts";
import type { Allowance } from "../domain/guard.ts";
import type { IdentifiedBy } from "../domain/identity.ts";
import type { MemberReceipts } from "../domain/member-receipts.ts";
import type { Place, PlaceSpec, TakenPlace } from "../domain/place.ts";
import type { Basis, PlanCounts, PlanHead } from "../domain/plan.ts";
import type { Outcome, Receipt } from "../domain/receipt.ts";
import type { PlanRow, PlanRowFilter } from "./plan-row.ts";
import type { Decision, Pause } from "../domain/decision.ts";
import type { TakingOver } from "./taking-over.ts";

export interface Lease {
  readonly sync: string;
  readonly fence: number;
  /** Milliseconds for which the lease certainly holds still, renewed if it can be; 0 when it was lost. */
  leftMs(): Promise<number>;
  /** Gives the lease back. Safe to call twice. */
  end(): Promise<void>;
}

/** Somebody else runs this sync. */
export interface HeldElsewhere {
  readonly heldBy: string;
  /** Milliseconds until the lease of one who gives no sign of life any more ends by itself; null: it lives. */
  readonly endsInMs: number | null;
}

export function isHeldElsewhere(lease: Lease | HeldElsewhere): lease is HeldElsewhere {
  return "heldBy" in lease;
}

/** A place as this plan compares it. */
export interface PlannedPlace {
  readonly place: Place;
  /** False: no file names it any more, so nothing is desired here. */
  readonly isInFile: boolean;
  /** What the destination counts at a taken list; null when it was not asked. */
  readonly countAtDestination: number | null;
}

export interface PlanRequest<Desired> extends Basis {
  readonly places: readonly PlannedPlace[];
  readonly desired: Desired;
  /** L: a request is not contradicted until this long after the last request for that row. */
  readonly coolDownMs: number;
  /** At the contact place, what a leave does; `keep` closes it without a call. */
  readonly onLeave: "clear" | "keep";
  /** How the destination knows a member. With `address`, a member whose address changes enters as the new and leaves as the old. */
  readonly identifiedBy: IdentifiedBy;
  /** The properties' names, in the order in which `Desired` holds their values. */
  readonly properties: readonly string[];
  /** Part of every contact row's hash, so that an edited mapping updates all. */
  readonly mappingHash: string;
}

/** What a plan must have been made from to be applied. */
export type Standing = Pick<Basis, "definitionHash" | "invocationId">;

export type AnnounceResult =
  | { readonly is: "announced" }
  /** Another plan was closed since, it is not `planned` any more, it is over age, or the basis given differs. */
  | { readonly is: "stale"; readonly why: string }
  | { readonly is: "fenced" };

export interface OutcomeCounts {
  readonly accepted: number;
  readonly refused: number;
  readonly withheld: number;
  readonly unsettled: number;
}

export interface RunRecord {
  readonly runNo: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly asOf: string | null;
  readonly exitCode: number | null;
  readonly allowance: Allowance | null;
}

export type RunResult = Pick<RunRecord, "asOf"> & { readonly exitCode: number };

export type UnsentClass = "waiting" | "refused" | "suppressed" | "held_out";

export interface NotSentCount {
  readonly placeNo: number;
  /** `refused` also by the destination; `withheld`: certainly not applied. */
  readonly class: UnsentClass | "withheld";
  readonly reason: string;
  readonly count: number;
  /**
   * Of rows that wait for the cool-down: when what they contradict was said, of the row that waits shortest and of the
   * one that waits longest. Null for all others.
   */
  readonly saidAtMs: { readonly first: number; readonly last: number } | null;
}

export interface PlaceStatus {
  readonly place: Place;
  /** Rows last said to be here, settled or not. */
  readonly synced: number;
  readonly unsettled: number;
  readonly kept: number;
}

export interface SyncStatus {
  readonly sync: string;
  /** Null: it runs. */
  readonly paused: Pause | null;
  readonly lastRun: RunRecord | null;
  /** The newest plan, whatever its state. */
  readonly lastPlan: PlanHead | null;
  /** The newest plan that was announced; a build older than its `asOf` is not applied. */
  readonly lastAppliedPlan: PlanHead | null;
  readonly places: readonly PlaceStatus[];
  /** Of the newest plan: rows it left out, and rows that were refused or withheld when it was applied. */
  readonly notSent: readonly NotSentCount[];
}

/** When the row of somebody who was claimed was said: never. Any cool-down since then is over. */
export const NEVER_SAID_MS = 0;

/** What is known about one identity of a member at one place. There are several where an address changed. */
export interface MemberAtPlace {
  readonly place: Place;
  /** Where people are known by their addresses it is personal data; a blank before the member's key: they have none. */
  readonly identity: string;
  readonly recordId: string | null;
  readonly saidOp: Op | null;
  /** Null also of who was claimed with the place: nothing was ever said. */
  readonly saidAtMs: number | null;
  readonly isSettled: boolean | null;
  readonly refused: {
    readonly reason: string;
    readonly message: string | null;
    readonly times: number;
    readonly nextRunNo: number;
  } | null;
  /** In the newest plan of the sync: its op, or why it is not sent. */
  readonly planned: {
    readonly planNo: number;
    readonly op: Op | null;
    readonly reason: string | null;
    readonly outcome: Outcome | null;
    /** Why it was left out, wholly or in part: who is suppressed may be a leave that waits. By class, then reason. */
    readonly unsent: readonly { readonly class: UnsentClass; readonly reason: string }[];
  } | null;
}

/** A plan that was compared and not stored. It can be looked at while the work that was given it runs. */
export interface Preview {
  readonly counts: PlanCounts;
  rows(filter: PlanRowFilter): Promise<readonly PlanRow[]>;
  /** All of them by ordinal; memory does not grow with their number. */
  pages(): AsyncIterable<readonly PlanRow[]>;
}

/** What can be asked without a lease, and where nothing can be written. */
export interface JournalReader {
  /** The sync's places that are not released, by number. */
  places(sync: string): Promise<readonly Place[]>;
  /** Every place of every sync that is not released: to find two owners and orphans. */
  allPlaces(): Promise<readonly Place[]>;
  planHead(planNo: number): Promise<PlanHead | undefined>;
  /** The newest plans of all syncs, the newest first. */
  plans(limit: number): Promise<readonly PlanHead[]>;
  /** By ordinal. None for a plan whose rows were dropped, long after it was closed. */
  planRows(planNo: number, filter: PlanRowFilter): Promise<readonly PlanRow[]>;
  /** All of them by ordinal; memory does not grow with their number. */
  planPages(planNo: number): AsyncIterable<readonly PlanRow[]>;
  /** False for a plan that is not there, or whose rows were dropped. */
  hasRows(planNo: number): Promise<boolean>;
  /** Every sync that ever took a lease, by name. */
  syncs(): Promise<readonly string[]>;
  status(sync: string): Promise<SyncStatus>;
  /** Its newest runs, the newest first; one that goes on or was killed has no end. */
  runs(sync: string, limit: number): Promise<readonly RunRecord[]>;
  /** By place, then identity. */
  member(sync: string, memberKey: string): Promise<readonly MemberAtPlace[]>;
  receipts(sync: string, memberKey: string, limit: number): Promise<MemberReceipts>;
  /** Whose contact the sync was told a record to be, by record id; a record that two members were is not in it. */
  acknowledged(sync: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Of these records, those that are kept at a place: who was there before us and was not claimed. */
  kept(placeNo: number, recordIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Previewer<Desired> {
  /**
   * The comparison of `plan`, made where nothing is stored and without a lease. What `close` and `plan` would
   * do first counts as done: a plan left applying is closed with `stallMs`. Places may be ones that were never
   * proposed. Resolves to what `look` makes of it.
   */
  preview<Result>(
    request: PlanRequest<Desired>,
    stallMs: number,
    look: (preview: Preview) => Promise<Result>,
  ): Promise<Result>;
}

export interface Journal<Desired> extends JournalReader, Previewer<Desired> {
  /** Takes the sync's lease. Fence numbers grow strictly per sync. */
  acquire(sync: string): Promise<Lease | HeldElsewhere>;
  /**
   * Starts a run and gives it the sync's next number (from 1). Every run counts, also one that sends nothing. What it is
   * allowed is recorded here, before anything is sent, and nowhere else.
   */
  beginRun(lease: Lease, allowance: Allowance | null): Promise<number>;
  finishRun(lease: Lease, runNo: number, result: RunResult): Promise<void>;

  /**
   * Gives a place a number before it is taken. A place of this sync with the same kind and name is given back, taken or
   * not, with the model and audience of the spec from then on. `TransientError` `lease_lost` under an old fence.
   */
  propose(lease: Lease, spec: PlaceSpec, accountId: string): Promise<Place>;
  /** Records that a place was taken, with the contacts who were there before us. Idempotent. */
  record(lease: Lease, placeNo: number, taken: TakenPlace, kept: AsyncIterable<string>): Promise<void>;

  /**
   * Takes a place with the people who are there, in one transaction: nobody is half taken. Claimed rows are settled; what
   * was said at this list before is held to be no older than when it was released. A waiting plan is closed.
   * `InvariantError` `place_taken`, `TransientError` `lease_lost`.
   */
  takeOver(lease: Lease, placeNo: number, taking: TakingOver, decision: Decision): Promise<void>;
  /**
   * Ends the ownership of a place: its rows are forgotten, whoever is there stays. A waiting plan is closed. Resolves to
   * the number of rows forgotten. `InvariantError` `plan_applying`, `place_unknown`; `TransientError` `lease_lost`.
   */
  release(lease: Lease, placeNo: number, decision: Decision): Promise<number>;
  /** Holds a sync back, or lets it run again. `TransientError` `lease_lost`. */
  pause(lease: Lease, decision: Decision): Promise<void>;
  resume(lease: Lease, decision: Decision): Promise<void>;
  /**
   * Records that so many people of an audience left as a file, with who took it and why; `placeNo`: its list, null where
   * it has none. `TransientError` `lease_lost`.
   */
  recordExport(lease: Lease, placeNo: number | null, rows: number, decision: Decision): Promise<void>;

  /** The plan that is `planned` or `applying`; there is at most one. */
  openPlan(lease: Lease): Promise<PlanHead | undefined>;
  /**
   * Compares desired with synced in one statement and stores the result, numbered and immutable, in state `planned`.
   * The classes and their order: `in-memory/classify.ts`. An older open plan in state `planned` is closed by it; one in
   * state `applying` is an `InvariantError` (close it first).
   */
  plan(lease: Lease, request: PlanRequest<Desired>): Promise<PlanHead>;
  /** Why `announce` would call the plan stale by now; undefined where it would not. Nothing is written. */
  whyStale(sync: string, planNo: number, basis: Standing): Promise<string | undefined>;
  /** planned → applying; durable when it resolves. Checked again: the fence, the plan's state, its age, its basis. */
  announce(lease: Lease, planNo: number, basis: Standing): Promise<AnnounceResult>;
  /**
   * Gives a receipt, in one statement, to every row of the wave that must not be sent: `withheld: predecessor` where
   * the row before was not accepted (for a leave: nor refused), `accepted: same_record` for a leave whose record is
   * held by a row that stays at that place. Resolves to the number of rows settled so. Call it once before a wave.
   */
  settleUnready(lease: Lease, planNo: number, wave: Wave): Promise<number>;
  /** Rows of a wave that lead to a call and have no receipt yet, by ordinal, record ids filled in. */
  changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]>;
  /**
   * Of these addresses, trimmed and lower case, those that were suppressed when the plan was made: named by the `suppress`
   * model, or carried by a member whom it names. `ConfigError` `plan_older` for a plan of before this was kept.
   */
  suppressed(planNo: number, addresses: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Appends receipts under the fence, stamped with the journal's clock. The first receipt of a row stands; a second is
   * ignored. Durable at the latest when `flush` resolves. False: fenced, nothing was written.
   */
  append(lease: Lease, planNo: number, receipts: readonly Receipt[]): Promise<boolean>;
  flush(): Promise<void>;
  /**
   * Gives `withheld: limit` to every row that leads to a call, of all members but the first `membersMax` of the plan by
   * key. Resolves to the number of rows. Call it once, before the first wave.
   */
  withholdBeyond(lease: Lease, planNo: number, membersMax: number): Promise<number>;
  /** A clean stop: every row of the plan that leads to a call and has no receipt becomes `withheld` with this reason. */
  withholdRest(lease: Lease, planNo: number, reason: string): Promise<number>;
  /**
   * Folds the receipts into synced, refused and tombstones, and closes the plan. Rows without a receipt become unsettled
   * if the plan was applying, said at close time plus `stallMs`. Idempotent: a closed plan is left as it is.
   */
  close(lease: Lease, planNo: number, stallMs: number): Promise<OutcomeCounts>;
}
