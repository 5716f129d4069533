/** Holds a destination to its promise: exactly one receipt per change, but for those that it gathered. */
import { InvariantError, type TierlineError } from "../domain/errors.ts";
import { REASON, type Receipt } from "../domain/receipt.ts";
import type { Batch, SubmitResult } from "../destination/destination.ts";

const RUN_AGAIN = "Run again; rows in doubt are sent again. Please report this.";

/**
 * One receipt per change that was not gathered, whatever came: else a row without one, or with several, is unsettled.
 * `stop` is an `InvariantError` when the promise was broken.
 */
export function checkReceipts(batch: Batch, result: SubmitResult): SubmitResult {
  const { receipts, stop, gathered = 0 } = result;
  const byOrdinal = new Map<number, Receipt>();
  const doubted = new Set<number>();
  for (const receipt of receipts) {
    if (byOrdinal.has(receipt.ordinal)) doubted.add(receipt.ordinal);
    byOrdinal.set(receipt.ordinal, receipt);
  }
  const answered = batch.changes.filter(({ ordinal }) => byOrdinal.has(ordinal) && !doubted.has(ordinal));
  const expected = batch.changes.length - gathered;
  if (answered.length === expected && receipts.length === expected) return result;
  const isAnswered = new Set(answered.map(({ ordinal }) => ordinal));
  const checked = batch.changes.map(({ ordinal }) => {
    const receipt = byOrdinal.get(ordinal);
    return receipt !== undefined && isAnswered.has(ordinal) ? receipt : noReceipt(ordinal);
  });
  const broken = new InvariantError(
    "receipts_mismatch",
    `A batch of ${batch.changes.length} changes, ${gathered} of them gathered, was answered by ${receipts.length} receipts.`,
    { remedy: RUN_AGAIN },
  );
  return { receipts: checked, stop: stop ?? broken };
}

/** `InvariantError` when not as many rows were answered as were gathered: which ones, nobody can tell. */
export function checkSettled(gathered: number, answered: number): void {
  if (gathered === answered) return;
  throw new InvariantError("receipts_mismatch", `${gathered} gathered rows were answered by ${answered} receipts.`, {
    remedy: RUN_AGAIN,
  });
}

/** What stands for a batch whose submission threw: any of it may have been applied. */
export function unansweredBatch(batch: Batch, cause: TierlineError): SubmitResult {
  return { receipts: batch.changes.map(({ ordinal }) => noReceipt(ordinal)), stop: cause };
}

function noReceipt(ordinal: number): Receipt {
  return { ordinal, outcome: "unsettled", reason: REASON.noReceipt, message: null, recordId: null, ticket: null };
}
