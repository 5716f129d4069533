/** What can be asked of the in-memory journal without a lease. */
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import type { Place } from "../../domain/place.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type { Clock } from "../../platform/clock.ts";
import type {
  JournalReader,
  MemberAtPlace,
  PlanRequest,
  Preview,
  Previewer,
  RunRecord,
  SyncStatus,
} from "../journal.ts";
import type { PlanRow, PlanRowFilter } from "../plan-row.ts";
import { acknowledgedRecords, saidBefore } from "./decisions.ts";
import { pagesOf, previewOf } from "./preview.ts";
import { memberAtPlaces, receiptsOf, rowsOfPlan, statusOf } from "./report.ts";
import type { DesiredRows, StoredPlan } from "./rows.ts";
import { newSyncState, type SyncState } from "./sync-state.ts";

export class InMemoryReader implements JournalReader, Previewer<DesiredRows> {
  protected readonly clock: Clock;
  /** By sync. */
  protected readonly states = new Map<string, SyncState>();
  /** By number, ascending. */
  protected readonly storedPlans = new Map<number, StoredPlan>();

  readonly #begunAnewAtMs: number | null;

  constructor(clock: Clock, begunAnewAtMs: number | null) {
    this.clock = clock;
    this.#begunAnewAtMs = begunAnewAtMs;
  }

  /** When something may last have been said at a place of which its rows do not tell; null for never. */
  protected saidBefore(place: Place | undefined): number | null {
    return place === undefined ? null : saidBefore(this.states.values(), place, this.#begunAnewAtMs);
  }

  async places(sync: string): Promise<readonly Place[]> {
    return [...(this.states.get(sync)?.places.values() ?? [])];
  }

  async allPlaces(): Promise<readonly Place[]> {
    const all = [...this.states.values()].flatMap((state) => [...state.places.values()]);
    return all.toSorted((a, b) => a.placeNo - b.placeNo);
  }

  async planHead(planNo: number): Promise<PlanHead | undefined> {
    return this.storedPlans.get(planNo)?.head;
  }

  async plans(limit: number): Promise<readonly PlanHead[]> {
    return [...this.storedPlans.values()]
      .slice(-limit)
      .toReversed()
      .map(({ head }) => head);
  }

  async planRows(planNo: number, filter: PlanRowFilter): Promise<readonly PlanRow[]> {
    const plan = this.storedPlans.get(planNo);
    return plan === undefined ? [] : rowsOfPlan(plan, filter);
  }

  planPages(planNo: number): AsyncIterable<readonly PlanRow[]> {
    const plan = this.storedPlans.get(planNo);
    return pagesOf(plan === undefined ? [] : rowsOfPlan(plan, { limit: plan.changes.length }));
  }

  async hasRows(planNo: number): Promise<boolean> {
    return this.storedPlans.has(planNo);
  }

  async preview<Result>(
    request: PlanRequest<DesiredRows>,
    stallMs: number,
    look: (preview: Preview) => Promise<Result>,
  ): Promise<Result> {
    const state = this.states.get(request.sync) ?? newSyncState();
    const before = (placeNo: number): number | null => this.saidBefore(state.places.get(placeNo));
    return look(previewOf(state, request, this.clock.nowMs(), stallMs, before));
  }

  async syncs(): Promise<readonly string[]> {
    return [...this.states.keys()].toSorted();
  }

  async status(sync: string): Promise<SyncStatus> {
    const state = this.states.get(sync) ?? newSyncState();
    return statusOf(sync, state, (placeNo) => this.saidBefore(state.places.get(placeNo)));
  }

  async runs(sync: string, limit: number): Promise<readonly RunRecord[]> {
    return [...(this.states.get(sync)?.runs ?? [])].toReversed().slice(0, limit);
  }

  async member(sync: string, memberKey: string): Promise<readonly MemberAtPlace[]> {
    const state = this.states.get(sync);
    return state === undefined ? [] : memberAtPlaces(state, memberKey);
  }

  async receipts(sync: string, memberKey: string, limit: number): Promise<MemberReceipts> {
    return receiptsOf(this.states.get(sync) ?? newSyncState(), memberKey, limit);
  }

  async acknowledged(sync: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return acknowledgedRecords(this.states.get(sync) ?? newSyncState(), recordIds);
  }

  async kept(placeNo: number, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
    const states = [...this.states.values()];
    return new Set(
      recordIds.filter((recordId) => states.some(({ kept }) => kept.get(placeNo)?.has(recordId) === true)),
    );
  }

  async suppressed(planNo: number, addresses: readonly string[]): Promise<ReadonlySet<string>> {
    const suppressed = this.storedPlans.get(planNo)?.suppressedAddresses;
    return new Set(addresses.filter((address) => suppressed?.has(address) === true));
  }
}
