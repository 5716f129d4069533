/** Holds a destination to its promise: exactly one receipt per change. */
import { InvariantError, type TierlineError } from "../domain/errors.ts";
import { REASON, type Receipt } from "../domain/receipt.ts";
import type { Batch, SubmitResult } from "../destination/destination.ts";

/**
 * One receipt per change, whatever came: a row without one, or with several, is unsettled. `stop` is an `InvariantError`
 * when the promise was broken.
 */
export function checkReceipts(batch: Batch, { receipts, stop }: SubmitResult): SubmitResult {
  const byOrdinal = new Map<number, Receipt>();
  const doubted = new Set<number>();
  for (const receipt of receipts) {
    if (byOrdinal.has(receipt.ordinal)) doubted.add(receipt.ordinal);
    byOrdinal.set(receipt.ordinal, receipt);
  }
  const answered = batch.changes.filter(({ ordinal }) => byOrdinal.has(ordinal) && !doubted.has(ordinal));
  if (answered.length === batch.changes.length && receipts.length === batch.changes.length) return { receipts, stop };
  const isAnswered = new Set(answered.map(({ ordinal }) => ordinal));
  const checked = batch.changes.map(({ ordinal }) => {
    const receipt = byOrdinal.get(ordinal);
    return receipt !== undefined && isAnswered.has(ordinal) ? receipt : noReceipt(ordinal);
  });
  const broken = new InvariantError(
    "receipts_mismatch",
    `A batch of ${batch.changes.length} changes was answered by ${receipts.length} receipts.`,
    { remedy: "Run again; rows in doubt are sent again. Please report this." },
  );
  return { receipts: checked, stop: stop ?? broken };
}

/** What stands for a batch whose submission threw: any of it may have been applied. */
export function unansweredBatch(batch: Batch, cause: TierlineError): SubmitResult {
  return { receipts: batch.changes.map(({ ordinal }) => noReceipt(ordinal)), stop: cause };
}

function noReceipt(ordinal: number): Receipt {
  return { ordinal, outcome: "unsettled", reason: REASON.noReceipt, message: null, recordId: null, ticket: null };
}
