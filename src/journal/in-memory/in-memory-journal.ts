/** The journal in memory: the executable specification. Each method does its work without a pause, so it is atomic. */
import { WAVES, type Change, type Wave } from "../../domain/change.ts";
import { InvariantError, TransientError } from "../../domain/errors.ts";
import type { Decision } from "../../domain/decision.ts";
import type { Allowance } from "../../domain/guard.ts";
import type { Place, PlaceSpec, TakenPlace } from "../../domain/place.ts";
import { nextMapping, whyStale, type Basis, type PlanHead } from "../../domain/plan.ts";
import { REASON, type Receipt } from "../../domain/receipt.ts";
import type { Clock } from "../../platform/clock.ts";
import {
  NEVER_SAID_MS,
  type AnnounceResult,
  type HeldElsewhere,
  type Journal,
  type Lease,
  type OutcomeCounts,
  type PlanRequest,
  type RunResult,
  type Standing,
} from "../journal.ts";
import type { TakingOver } from "../taking-over.ts";
import { compare } from "./compare.ts";
import { releasePlace, takeOverPlace } from "./decisions.ts";
import { foldPlan } from "./fold.ts";
import { InMemoryReader } from "./in-memory-reader.ts";
import { leaseOf } from "./in-memory-lease.ts";
import {
  changeOf,
  countOutcomes,
  rowsBeyond,
  ruleReceipt,
  storeReceipts,
  unanswered,
  unknownPlan,
  unreadyReceipts,
  updateHead,
} from "./in-memory-plan.ts";
import type { DesiredRows, StoredPlan } from "./rows.ts";
import {
  lastApplied,
  lastClosedPlanNo,
  addPlace,
  newSyncState,
  purgeTombstones,
  renewedPlace,
  stateView,
  withRowsBefore,
  type SyncState,
} from "./sync-state.ts";

export interface InMemoryJournalOptions {
  readonly clock: Clock;
  /** How long a lease holds without being renewed. */
  readonly leaseMs: number;
  /** When a lost state was begun anew; what was said before may be under way still. Default null: it never was lost. */
  readonly begunAnewAtMs?: number | null;
}

export class InMemoryJournal extends InMemoryReader implements Journal<DesiredRows> {
  readonly #leaseMs: number;
  #lastPlaceNo = 0;

  constructor({ clock, leaseMs, begunAnewAtMs = null }: InMemoryJournalOptions) {
    super(clock, begunAnewAtMs);
    this.#leaseMs = leaseMs;
  }

  async acquire(sync: string): Promise<Lease | HeldElsewhere> {
    const nowMs = this.clock.nowMs();
    const state = this.states.get(sync) ?? newSyncState();
    this.states.set(sync, state);
    if (state.leaseEndsAtMs > nowMs) return { heldBy: `fence ${state.fence}`, endsInMs: state.leaseEndsAtMs - nowMs };
    state.fence += 1;
    state.leaseEndsAtMs = nowMs + this.#leaseMs;
    return leaseOf(sync, state, this.clock, this.#leaseMs);
  }

  async beginRun(lease: Lease, allowance: Allowance | null): Promise<number> {
    const state = this.#held(lease);
    const runNo = state.runs.length + 1;
    const startedAtMs = this.clock.nowMs();
    state.runs.push({ runNo, startedAtMs, finishedAtMs: null, asOf: null, exitCode: null, allowance });
    return runNo;
  }

  async finishRun(lease: Lease, runNo: number, result: RunResult): Promise<void> {
    const state = this.#state(lease.sync);
    const run = state.runs[runNo - 1];
    if (run === undefined) throw new InvariantError("run_unknown", `Run ${runNo} of ${lease.sync} was never begun.`);
    if (!isNewest(state, lease) || run.finishedAtMs !== null) return;
    state.runs[runNo - 1] = { ...run, ...result, finishedAtMs: this.clock.nowMs() };
  }

  async propose(lease: Lease, spec: PlaceSpec, accountId: string): Promise<Place> {
    const state = this.#held(lease);
    const known = renewedPlace(state, spec);
    if (known !== undefined) return known;
    this.#lastPlaceNo += 1;
    return addPlace(state, { ...spec, placeNo: this.#lastPlaceNo, sync: lease.sync, accountId });
  }

  async record(lease: Lease, placeNo: number, taken: TakenPlace, kept: AsyncIterable<string>): Promise<void> {
    const recordIds = new Set<string>();
    for await (const recordId of kept) recordIds.add(recordId);
    const state = this.#state(lease.sync);
    const place = state.places.get(placeNo);
    if (place === undefined) throw new InvariantError("place_unknown", `Place ${placeNo} was never proposed.`);
    if (!isNewest(state, lease) || place.takenAtMs !== null) return;
    const { listId, isCreatedByUs } = taken;
    state.places.set(placeNo, { ...place, listId, isCreatedByUs, takenAtMs: this.clock.nowMs() });
    state.kept.set(placeNo, recordIds);
  }

  async takeOver(lease: Lease, placeNo: number, taking: TakingOver): Promise<void> {
    const state = this.#decidable(lease);
    const place = state.places.get(placeNo);
    const saidAtMs =
      this.saidBefore(place === undefined ? undefined : { ...place, listId: taking.listId }) ?? NEVER_SAID_MS;
    takeOverPlace(state, placeNo, taking, { nowMs: this.clock.nowMs(), saidAtMs });
    this.#closePlanned(state, this.clock.nowMs());
  }

  async release(lease: Lease, placeNo: number): Promise<number> {
    const state = this.#decidable(lease);
    const forgotten = releasePlace(state, placeNo);
    this.#closePlanned(state, this.clock.nowMs());
    return forgotten;
  }

  async pause(lease: Lease, decision: Decision): Promise<void> {
    this.#held(lease).paused = { ...decision, sinceMs: this.clock.nowMs() };
  }

  async resume(lease: Lease): Promise<void> {
    this.#held(lease).paused = null;
  }

  /** Nothing but people ever asks for it: the lease alone counts here. */
  async recordExport(lease: Lease): Promise<void> {
    this.#held(lease);
  }

  async openPlan(lease: Lease): Promise<PlanHead | undefined> {
    return this.#open(lease.sync)?.head;
  }

  async plan(lease: Lease, request: PlanRequest<DesiredRows>): Promise<PlanHead> {
    const state = this.#decidable(lease);
    const nowMs = this.clock.nowMs();
    this.#closePlanned(state, nowMs);
    purgeTombstones(state, nowMs - request.coolDownMs);
    const mapping = nextMapping(lastApplied(state)?.head, request.mappingHash);
    const view = stateView(state, nowMs, (placeNo) => this.saidBefore(state.places.get(placeNo)));
    const { changes, unsent, suppressedAddresses, places, moves, sources } = compare(request, view, mapping);
    const head: PlanHead = {
      ...basisOf(request),
      planNo: this.storedPlans.size + 1,
      state: "planned",
      afterPlanNo: lastClosedPlanNo(state),
      fence: lease.fence,
      madeAtMs: nowMs,
      applyingAtMs: null,
      closedAtMs: null,
      counts: { mapping, sources: withRowsBefore(state, sources), places, moves, scannedBytes: null },
    };
    const plan = { head, changes, unsent, suppressedAddresses, receipts: new Map() };
    this.storedPlans.set(head.planNo, plan);
    state.plans.push(plan);
    return head;
  }

  async whyStale(sync: string, planNo: number, basis: Standing): Promise<string | undefined> {
    return whyStale(this.#plan(sync, planNo).head, basis, lastClosedPlanNo(this.#state(sync)), this.clock.nowMs());
  }

  async announce(lease: Lease, planNo: number, basis: Standing): Promise<AnnounceResult> {
    if (!isNewest(this.#state(lease.sync), lease)) return { is: "fenced" };
    const why = await this.whyStale(lease.sync, planNo, basis);
    if (why !== undefined) return { is: "stale", why };
    const applying = { state: "applying", applyingAtMs: this.clock.nowMs(), fence: lease.fence } as const;
    updateHead(this.#plan(lease.sync, planNo), applying);
    return { is: "announced" };
  }

  async settleUnready(lease: Lease, planNo: number, wave: Wave): Promise<number> {
    const plan = this.#plan(lease.sync, planNo);
    return this.#append(lease, plan, unreadyReceipts(plan, wave));
  }

  async changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]> {
    const plan = this.storedPlans.get(planNo);
    if (plan === undefined) throw unknownPlan(planNo);
    const rows = unanswered(plan, wave).filter((row) => row.ordinal > afterOrdinal);
    return rows.slice(0, limit).map((row) => changeOf(plan, row));
  }

  async append(lease: Lease, planNo: number, receipts: readonly Receipt[]): Promise<boolean> {
    const plan = this.#plan(lease.sync, planNo);
    if (!this.#mayWrite(lease, plan)) return false;
    this.#append(lease, plan, receipts);
    return true;
  }

  async flush(): Promise<void> {}

  async withholdBeyond(lease: Lease, planNo: number, membersMax: number): Promise<number> {
    const plan = this.#plan(lease.sync, planNo);
    const rows = rowsBeyond(plan, membersMax);
    return this.#append(
      lease,
      plan,
      rows.map((row) => ruleReceipt(row, "withheld", REASON.limit)),
    );
  }

  async withholdRest(lease: Lease, planNo: number, reason: string): Promise<number> {
    const plan = this.#plan(lease.sync, planNo);
    const rest = WAVES.flatMap((wave) => unanswered(plan, wave));
    return this.#append(
      lease,
      plan,
      rest.map((row) => ruleReceipt(row, "withheld", reason)),
    );
  }

  async close(lease: Lease, planNo: number, stallMs: number): Promise<OutcomeCounts> {
    const plan = this.#plan(lease.sync, planNo);
    const state = this.#state(lease.sync);
    const nowMs = this.clock.nowMs();
    if (plan.head.state !== "closed" && isNewest(state, lease)) {
      if (plan.head.state === "applying") foldPlan(state, plan, nowMs + stallMs);
      updateHead(plan, { state: "closed", closedAtMs: nowMs });
    }
    return countOutcomes(plan);
  }

  /** What is decided stands beside a plan that is only made, never beside one that is being applied. */
  #decidable(lease: Lease): SyncState {
    const state = this.#held(lease);
    const open = this.#open(lease.sync);
    if (open?.head.state !== "applying") return state;
    throw new InvariantError("plan_applying", `Plan ${open.head.planNo} is being applied; it must be closed first.`);
  }

  #closePlanned({ plans }: SyncState, nowMs: number): void {
    for (const plan of plans)
      if (plan.head.state === "planned") updateHead(plan, { state: "closed", closedAtMs: nowMs });
  }

  #state(sync: string): SyncState {
    const state = this.states.get(sync);
    if (state === undefined) throw new InvariantError("lease_missing", `Nobody ever took the lease of ${sync}.`);
    return state;
  }

  /** The sync's state, for a write that has a result: a lost lease is an error there. */
  #held(lease: Lease): SyncState {
    const state = this.#state(lease.sync);
    if (isNewest(state, lease)) return state;
    throw new TransientError("lease_lost", `Another runner took over the sync ${lease.sync}.`, {
      remedy: "Let the other runner finish, then run again.",
    });
  }

  #plan(sync: string, planNo: number): StoredPlan {
    const plan = this.storedPlans.get(planNo);
    if (plan === undefined || plan.head.sync !== sync) throw unknownPlan(planNo);
    return plan;
  }

  #open(sync: string): StoredPlan | undefined {
    return this.states.get(sync)?.plans.find(({ head }) => head.state !== "closed");
  }

  #mayWrite(lease: Lease, plan: StoredPlan): boolean {
    return isNewest(this.#state(lease.sync), lease) && plan.head.state === "applying";
  }

  #append(lease: Lease, plan: StoredPlan, receipts: readonly Receipt[]): number {
    if (!this.#mayWrite(lease, plan)) return 0;
    return storeReceipts(plan, receipts, this.clock.nowMs());
  }
}

function basisOf({ sync, runNo, definitionHash, invocationId, asOf }: Basis): Basis {
  return { sync, runNo, definitionHash, invocationId, asOf };
}

function isNewest(state: SyncState, lease: Lease): boolean {
  return state.fence === lease.fence;
}
