/** The journal in SQL: the same rows, classes and close as `in-memory/`, as statements over the state's tables. */
import type { Change, Wave } from "../../domain/change.ts";
import type { Decision } from "../../domain/decision.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { Allowance } from "../../domain/guard.ts";
import type { Place, PlaceSpec, TakenPlace } from "../../domain/place.ts";
import { whyStale, type PlanHead } from "../../domain/plan.ts";
import type { Receipt } from "../../domain/receipt.ts";
import type { Heartbeat } from "../../platform/heartbeat.ts";
import type { PositionLine } from "../../warehouse/position.ts";
import {
  isHeldElsewhere,
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
import { appendTo } from "./append-receipts.ts";
import { createSyncTables } from "./create-tables.ts";
import { giveUpPlace, mustNotApply, recordDecision, recordExport, takeOverPlace, type Deciding } from "./decide.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { dropExpiredPlans, forgottenBeforeMs } from "./drop-expired-plans.ts";
import { deciding, execute, select } from "./execute.ts";
import { leaseLost, makePlan } from "./make-plan.ts";
import type { Statement } from "./parameters.ts";
import { readPlan, readRun, type StoredHead } from "./read-rows.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { readState } from "./read-state.ts";
import { ReceiptBuffer, type ReceiptBufferParts } from "./receipt-buffer.ts";
import { recordPlace } from "./record-place.ts";
import { integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { sqlLease } from "./sql-lease.ts";
import { SqlReader, type SqlReaderParts } from "./sql-reader.ts";
import { foldRefused, foldSynced, recordOutcomes } from "./statements/close.ts";
import type { Held } from "./statements/guards.ts";
import { insertLease, selectFence, takeLease, touchLease } from "./statements/leases.ts";
import { insertPlace, renewPlace } from "./statements/places.ts";
import {
  announcePlan,
  closePlan,
  selectForgottenSyncs,
  selectLastClosed,
  selectPlan,
  selectPlanOf,
  expirePlan,
} from "./statements/plans.ts";
import { settleUnready, withholdBeyond, withholdRest } from "./statements/receipts.ts";
import { beginRun, finishRun, selectRun } from "./statements/runs.ts";
import { advancePosition, serialise } from "./statements/state.ts";

export interface SqlJournalParts extends SqlReaderParts {
  readonly position: PositionLine | null;
  /** Names this journal among all that ever held a lease here. */
  readonly holder: string;
  /** How long a lease holds without being renewed; null where the end of its process ends it. */
  readonly leaseMs: number | null;
  /** How old a renewal may be when a lease is asked for. */
  readonly renewAfterMs: number;
  /** Renews leases in between; null: nothing does. */
  readonly heartbeat: Heartbeat | null;
  readonly receiptsDelayMs: number;
  /** Names this state among all of the warehouse's. */
  readonly holdName: string;
}

export class SqlJournal extends SqlReader implements Journal<DesiredRelations> {
  readonly #parts: SqlJournalParts;
  readonly #receipts: ReceiptBuffer;

  constructor(parts: SqlJournalParts) {
    super(parts);
    this.#parts = parts;
    const { clock, receiptsDelayMs: delayMs } = parts;
    const write: ReceiptBufferParts["write"] = async (held, planNo, receipts) =>
      appendTo(this.warehouse, this.sql, { held, planNo, nowMs: await clock.nowMs() }, receipts);
    this.#receipts = new ReceiptBuffer({ clock, delayMs, write });
  }

  async acquire(sync: string): Promise<Lease | HeldElsewhere> {
    const lease = await this.#take(sync);
    if (isHeldElsewhere(lease)) return lease;
    try {
      await this.#dropPlansOfOthers(sync);
      return lease;
    } catch (error) {
      await lease.end();
      throw error;
    }
  }

  /** Of syncs that nobody runs any more, each under its own lease. */
  async #dropPlansOfOthers(sync: string): Promise<void> {
    const forgotten = selectForgottenSyncs(this.sql, sync, forgottenBeforeMs(await this.clock.nowMs()));
    for (const row of await select(this.warehouse, forgotten)) {
      const lease = await this.#take(textOf(row, "sync"));
      if (!isHeldElsewhere(lease)) await lease.end();
    }
  }

  /** Takes a lease, and forgets what is long over of its sync. */
  async #take(sync: string): Promise<Lease | HeldElsewhere> {
    const { holder, leaseMs, holdName } = this.#parts;
    const hold = await this.warehouse.hold(`${holdName} ${sync}`);
    if (hold === undefined) return { heldBy: `fence ${await this.#fence(sync)}`, endsInMs: null };
    try {
      for (const text of createSyncTables(this.sql, sync)) await this.warehouse.run(text);
      await execute(this.warehouse, insertLease(this.sql, sync));
      const nowMs = await this.clock.nowMs();
      const taken = await execute(this.warehouse, takeLease(this.sql, { sync, holder, nowMs, leaseMs }));
      const [row] = await select(this.warehouse, selectFence(this.sql, sync));
      const fence = row === undefined ? 0 : integerOf(row, "fence");
      // Somebody may have taken it from us in between.
      const isMine = taken > 0 && row !== undefined && optionalTextOf(row, "holder") === holder;
      if (!isMine) {
        await hold.release();
        const expiresAtMs = row === undefined ? null : optionalIntegerOf(row, "expires_at_ms");
        return { heldBy: `fence ${fence}`, endsInMs: expiresAtMs === null ? null : Math.max(0, expiresAtMs - nowMs) };
      }
      await dropExpiredPlans(this.warehouse, this.sql, { sync, fence }, nowMs);
      return sqlLease(this.warehouse, this.sql, { ...this.#parts, sync, fence, hold });
    } catch (error) {
      await hold.release();
      throw error;
    }
  }

  async beginRun(lease: Lease, allowance: Allowance | null): Promise<number> {
    const begun = await execute(this.warehouse, beginRun(this.sql, lease, allowance, await this.clock.nowMs()));
    if (begun === 0) throw leaseLost(lease.sync);
    const [row] = await select(this.warehouse, selectRun(this.sql, lease.sync, null));
    return row === undefined ? 1 : readRun(row).runNo;
  }

  async finishRun(lease: Lease, runNo: number, result: RunResult): Promise<void> {
    const [known] = await select(this.warehouse, selectRun(this.sql, lease.sync, runNo));
    if (known === undefined) throw new InvariantError("run_unknown", `Run ${runNo} of ${lease.sync} was never begun.`);
    await execute(this.warehouse, finishRun(this.sql, lease, runNo, result, await this.clock.nowMs()));
  }

  async propose(lease: Lease, spec: PlaceSpec, accountId: string): Promise<Place> {
    const renewed = await execute(this.warehouse, renewPlace(this.sql, lease, spec));
    if (renewed === 0) {
      const steps = [serialise(this.sql), deciding(insertPlace(this.sql, lease, spec, accountId))];
      if ((await this.warehouse.atomically(steps)) === undefined) throw leaseLost(lease.sync);
    }
    const place = (await this.places(lease.sync)).find(({ kind, name }) => kind === spec.kind && name === spec.name);
    if (place === undefined) throw new InvariantError("place_unknown", "A place just proposed is not there.");
    return place;
  }

  record(lease: Lease, placeNo: number, taken: TakenPlace, kept: AsyncIterable<string>): Promise<void> {
    return recordPlace(this.warehouse, this.sql, lease, { placeNo, taken, kept, clock: this.clock });
  }

  takeOver(lease: Lease, placeNo: number, taking: TakingOver, decision: Decision): Promise<void> {
    return this.#decide(lease, (under) => takeOverPlace(under, placeNo, taking, decision));
  }

  release(lease: Lease, placeNo: number, decision: Decision): Promise<number> {
    return this.#decide(lease, (under) => giveUpPlace(under, placeNo, decision));
  }

  pause(lease: Lease, decision: Decision): Promise<void> {
    return this.#decide(lease, (under) => recordDecision(under, "pause", decision));
  }

  resume(lease: Lease, decision: Decision): Promise<void> {
    return this.#decide(lease, (under) => recordDecision(under, "resume", decision));
  }

  recordExport(lease: Lease, placeNo: number | null, rows: number, decision: Decision): Promise<void> {
    return this.#decide(lease, (under) => recordExport(under, placeNo, rows, decision));
  }

  async openPlan(lease: Lease): Promise<PlanHead | undefined> {
    const [row] = await select(this.warehouse, selectPlanOf(this.sql, lease.sync, "open"));
    return row === undefined ? undefined : readPlan(row).head;
  }

  plan(lease: Lease, request: PlanRequest<DesiredRelations>): Promise<PlanHead> {
    return this.source.read(async () => {
      await this.#mustHold(lease);
      await mustNotApply({ warehouse: this.warehouse, sql: this.sql, held: lease });
      return makePlan(this.warehouse, this.sql, lease, request, await this.clock.nowMs());
    });
  }

  async whyStale(sync: string, planNo: number, basis: Standing): Promise<string | undefined> {
    const { head } = await this.#plan(sync, planNo);
    const [closed] = await select(this.warehouse, selectLastClosed(this.sql, sync));
    const lastClosed = closed === undefined ? 0 : integerOf(closed, "last_closed_plan_no");
    return whyStale(head, basis, lastClosed, await this.clock.nowMs());
  }

  async announce(lease: Lease, planNo: number, basis: Standing): Promise<AnnounceResult> {
    await this.#mustBeOf(lease.sync, planNo);
    const nowMs = await this.clock.nowMs();
    const isAnnounced = await this.#advance(lease, announcePlan(this.sql, lease, planNo, basis, nowMs));
    if (isAnnounced) return { is: "announced" };
    if ((await this.#fence(lease.sync)) !== lease.fence) return { is: "fenced" };
    return { is: "stale", why: (await this.whyStale(lease.sync, planNo, basis)) ?? "it has changed since" };
  }

  async settleUnready(lease: Lease, planNo: number, wave: Wave): Promise<number> {
    await this.#mustBeOf(lease.sync, planNo);
    return execute(
      this.warehouse,
      settleUnready(this.sql, { held: lease, planNo, nowMs: await this.clock.nowMs() }, wave),
    );
  }

  changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]> {
    return this.reader.changes(planNo, wave, afterOrdinal, limit);
  }

  async append(lease: Lease, planNo: number, receipts: readonly Receipt[]): Promise<boolean> {
    await this.#mustBeOf(lease.sync, planNo);
    return this.#receipts.append(lease, planNo, receipts);
  }

  flush(): Promise<void> {
    return this.#receipts.flush();
  }

  async withholdBeyond(lease: Lease, planNo: number, membersMax: number): Promise<number> {
    await this.#mustBeOf(lease.sync, planNo);
    const appending = { held: lease, planNo, nowMs: await this.clock.nowMs() };
    return execute(this.warehouse, withholdBeyond(this.sql, appending, membersMax));
  }

  async withholdRest(lease: Lease, planNo: number, reason: string): Promise<number> {
    await this.#mustBeOf(lease.sync, planNo);
    await this.flush();
    const appending = { held: lease, planNo, nowMs: await this.clock.nowMs() };
    return execute(this.warehouse, withholdRest(this.sql, appending, reason));
  }

  async close(lease: Lease, planNo: number, stallMs: number): Promise<OutcomeCounts> {
    const { head } = await this.#plan(lease.sync, planNo);
    const nowMs = await this.clock.nowMs();
    const closing = { held: lease, planNo, runNo: head.runNo, sentAtMsMax: nowMs + stallMs };
    if (head.state !== "closed") {
      const fold = [
        foldRefused(this.sql, closing),
        foldSynced(this.sql, closing),
        recordOutcomes(this.sql, closing, nowMs),
      ];
      const isClosed = await this.#advance(lease, closePlan(this.sql, lease, planNo, nowMs), fold);
      if (isClosed) for (const text of expirePlan(this.sql, lease.sync, planNo)) await this.warehouse.run(text);
    }
    return readOutcomes(this.warehouse, this.sql, planNo);
  }

  /** Runs `before`, then the statement that moves a plan on; true, and noted outside the state, when it changed it. */
  async #advance(held: Held, change: Statement, before: readonly Statement[] = []): Promise<boolean> {
    const steps = [...touchLease(this.sql, held), ...before, deciding(change), advancePosition(this.sql)];
    const isChanged = (await this.warehouse.atomically(steps)) !== undefined;
    if (isChanged) await this.#parts.position?.write(await readState(this.warehouse, this.sql));
    return isChanged;
  }

  async #decide<Result>(lease: Lease, decide: (under: Deciding) => Promise<Result>): Promise<Result> {
    await this.#mustHold(lease);
    const under = { warehouse: this.warehouse, sql: this.sql, held: lease, nowMs: await this.clock.nowMs() };
    const result = await decide(under);
    await this.#parts.position?.write(await readState(this.warehouse, this.sql));
    return result;
  }

  async #plan(sync: string, planNo: number): Promise<StoredHead> {
    const [row] = await select(this.warehouse, selectPlan(this.sql, planNo));
    const stored = row === undefined ? undefined : readPlan(row);
    if (stored?.head.sync === sync) return stored;
    throw new InvariantError("plan_unknown", `There is no plan ${planNo} of this sync.`);
  }

  async #mustBeOf(sync: string, planNo: number): Promise<void> {
    if ((await this.reader.syncOf(planNo)) !== sync)
      throw new InvariantError("plan_unknown", `There is no plan ${planNo} of this sync.`);
  }

  async #fence(sync: string): Promise<number> {
    const [row] = await select(this.warehouse, selectFence(this.sql, sync));
    return row === undefined ? 0 : integerOf(row, "fence");
  }

  async #mustHold({ sync, fence }: Lease): Promise<void> {
    if ((await this.#fence(sync)) !== fence) throw leaseLost(sync);
  }
}
