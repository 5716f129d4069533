/**
 * Folds one closed row of a plan into synced and refused: the specification of close. `sql/` says the same set-based.
 *
 * What was last said is never moved back in time: a runner that died may still send, until the stall that its closing
 * allowed for is over, and an answer to us in between proves nothing about that.
 */
import { REASON } from "../../domain/receipt.ts";
import { nextRunAfterRefusal } from "../../domain/retry.ts";
import { recordIdOf } from "./in-memory-plan.ts";
import type { RefusedRow, StoredChange, StoredPlan, StoredReceipt, SyncedRow } from "./rows.ts";
import { rowsAt, type SyncState } from "./sync-state.ts";

/** The rows of one identity at one place, before or after; undefined for none. */
export interface Folded {
  readonly synced: SyncedRow | undefined;
  readonly refused: RefusedRow | undefined;
}

export interface Closing {
  readonly runNo: number;
  /** Close time plus the longest stall of the runner: when a row without a receipt may have been sent at the latest. */
  readonly sentAtMsMax: number;
}

/** `recordId`: the plan row's, filled in from its predecessor's receipt. */
export function foldRow(
  before: Folded,
  row: StoredChange,
  recordId: string | null,
  receipt: StoredReceipt | undefined,
  closing: Closing,
): Folded {
  if (!row.isCalled) return { synced: undefined, refused: undefined };
  if (receipt === undefined) return { ...before, synced: said(before, row, recordId, closing.sentAtMsMax, false) };
  const written = receipt.recordId ?? recordId;
  switch (receipt.outcome) {
    case "accepted":
      if (isNothingSaid(receipt)) return { synced: undefined, refused: undefined };
      return { synced: said(before, row, written, receipt.atMs, true), refused: undefined };
    case "unsettled":
      return { ...before, synced: said(before, row, written, receipt.atMs, false) };
    case "refused":
      return { ...before, refused: refuse(before.refused, row, receipt, closing.runNo) };
    case "withheld":
      return before;
    default:
      return receipt.outcome satisfies never;
  }
}

/** Accepted because nothing of ours needs to go: the record is somebody's who stays. */
function isNothingSaid({ reason }: StoredReceipt): boolean {
  return reason === REASON.kept || reason === REASON.sameRecord;
}

function said(
  { synced }: Folded,
  row: StoredChange,
  recordId: string | null,
  atMs: number,
  isSettled: boolean,
): SyncedRow {
  return {
    placeNo: row.placeNo,
    identity: row.identity,
    memberKey: row.memberKey,
    recordId,
    saidOp: row.op,
    saidHash: row.saidHash,
    addressHash: row.addressHash,
    saidAtMs: Math.max(atMs, synced?.saidAtMs ?? atMs),
    isSettled,
  };
}

function refuse(before: RefusedRow | undefined, row: StoredChange, receipt: StoredReceipt, runNo: number): RefusedRow {
  const isSame = before !== undefined && before.op === row.op && before.saidHash === row.saidHash;
  const times = isSame ? before.times + 1 : 1;
  return {
    op: row.op,
    saidHash: row.saidHash,
    reason: receipt.reason ?? "",
    message: receipt.message,
    times,
    nextRunNo: nextRunAfterRefusal(runNo, times),
  };
}

/** Folds every row of a plan that was being applied. */
export function foldPlan(state: SyncState, plan: StoredPlan, sentAtMsMax: number): void {
  for (const row of plan.changes) {
    const synced = rowsAt(state.synced, row.placeNo);
    const refused = rowsAt(state.refused, row.placeNo);
    const before = { synced: synced.get(row.identity), refused: refused.get(row.identity) };
    const receipt = plan.receipts.get(row.ordinal);
    const after = foldRow(before, row, recordIdOf(plan, row), receipt, { runNo: plan.head.runNo, sentAtMsMax });
    setOrDelete(synced, row.identity, after.synced);
    setOrDelete(refused, row.identity, after.refused);
  }
}

function setOrDelete<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
