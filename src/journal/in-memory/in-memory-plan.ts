/** What a stored plan answers by itself: which rows are ready, which must not be sent, what came back. */
import type { Change, Wave } from "../../domain/change.ts";
import { InvariantError } from "../../domain/errors.ts";
import { REASON, type Outcome, type Receipt } from "../../domain/receipt.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type { OutcomeCounts } from "../journal.ts";
import type { PlanContent, StoredChange, StoredPlan, StoredReceipt } from "./rows.ts";
import { compareText } from "./store-changes.ts";

/** Stores receipts of rows that have none yet, the first of each; resolves to how many. */
export function storeReceipts(plan: StoredPlan, receipts: readonly Receipt[], atMs: number): number {
  const fresh = new Map<number, StoredReceipt>();
  for (const receipt of receipts)
    if (!plan.receipts.has(receipt.ordinal) && !fresh.has(receipt.ordinal))
      fresh.set(receipt.ordinal, stored(plan, receipt, atMs));
  for (const [ordinal, receipt] of fresh) plan.receipts.set(ordinal, receipt);
  return fresh.size;
}

function stored(plan: StoredPlan, receipt: Receipt, atMs: number): StoredReceipt {
  const row = plan.changes[receipt.ordinal - 1];
  if (row?.isCalled === true) return { ...receipt, atMs };
  throw new InvariantError("receipt_without_row", `Plan ${plan.head.planNo} sends no row ${receipt.ordinal}.`);
}

/** Every row without a receipt that leads to a call, but those of the first members by key. */
export function rowsBeyond(plan: StoredPlan, membersMax: number): readonly StoredChange[] {
  const called = plan.changes.filter((row) => row.isCalled);
  const members = new Set([...new Set(called.map((row) => row.memberKey))].toSorted(compareText).slice(0, membersMax));
  return called.filter((row) => !members.has(row.memberKey) && !plan.receipts.has(row.ordinal));
}

/** Called rows of a wave without a receipt, by ordinal. */
export function unanswered(plan: StoredPlan, wave: Wave): readonly StoredChange[] {
  return plan.changes.filter((row) => row.wave === wave && row.isCalled && !plan.receipts.has(row.ordinal));
}

/** The plan row's record; for an enter at a list the one that its contact was just acknowledged as. */
export function recordIdOf(plan: PlanContent, row: StoredChange): string | null {
  if (row.op === "leave" || row.afterOrdinal === null) return row.recordId;
  return plan.receipts.get(row.afterOrdinal)?.recordId ?? row.recordId;
}

export function changeOf(plan: PlanContent, row: StoredChange): Change {
  return {
    ordinal: row.ordinal,
    wave: row.wave,
    placeNo: row.placeNo,
    op: row.op,
    identity: row.identity,
    memberKey: row.memberKey,
    recordId: recordIdOf(plan, row),
    address: row.address,
    isAddressChanged: row.isAddressChanged,
    properties: row.properties,
  };
}

/** The receipts that rows of this wave get because they must not be sent. */
export function unreadyReceipts(plan: StoredPlan, wave: Wave): readonly Receipt[] {
  const held = recordsTaken(plan);
  return unanswered(plan, wave).flatMap((row): readonly Receipt[] => {
    if (!isReady(plan, row)) return [ruleReceipt(row, "withheld", REASON.predecessor)];
    const isHeld = row.op === "leave" && row.recordId !== null && held.has(`${row.placeNo}\n${row.recordId}`);
    return isHeld ? [ruleReceipt(row, "accepted", REASON.sameRecord)] : [];
  });
}

/** A receipt that a rule of ours gives, without a call. */
export function ruleReceipt({ ordinal }: StoredChange, outcome: Outcome, reason: string): Receipt {
  return { ordinal, outcome, reason, message: null, recordId: null, ticket: null };
}

function isReady(plan: StoredPlan, row: StoredChange): boolean {
  if (row.afterOrdinal === null) return true;
  const outcome = plan.receipts.get(row.afterOrdinal)?.outcome;
  return outcome === "accepted" || (row.op === "leave" && outcome === "refused");
}

/** `place\nrecord` of every enter or update of this plan that is, or may be, there now. */
function recordsTaken(plan: StoredPlan): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const row of plan.changes) {
    if (row.op === "leave") continue;
    const receipt = plan.receipts.get(row.ordinal);
    if (receipt?.outcome !== "accepted" && receipt?.outcome !== "unsettled") continue;
    const recordId = receipt.recordId ?? recordIdOf(plan, row);
    if (recordId !== null) taken.add(`${row.placeNo}\n${recordId}`);
  }
  return taken;
}

/** Rows closed without a call count as accepted, rows without a receipt as unsettled; nothing when never announced. */
export function countOutcomes(plan: StoredPlan): OutcomeCounts {
  const counts = { accepted: 0, refused: 0, withheld: 0, unsettled: 0 };
  if (plan.head.applyingAtMs === null) return counts;
  for (const row of plan.changes) counts[outcomeOf(row, plan.receipts.get(row.ordinal))] += 1;
  return counts;
}

function outcomeOf(row: StoredChange, receipt: StoredReceipt | undefined): keyof OutcomeCounts {
  return row.isCalled ? (receipt?.outcome ?? "unsettled") : "accepted";
}

export function unknownPlan(planNo: number): InvariantError {
  return new InvariantError("plan_unknown", `There is no plan ${planNo} of this sync.`);
}

export function updateHead(plan: StoredPlan, head: Partial<PlanHead>): void {
  plan.head = { ...plan.head, ...head };
}
