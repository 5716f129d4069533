/**
 * Carries batches out: one session each, one receipt per change whatever happens, and what the next batches must know of
 * this one: whose a record is, and which are confirmed.
 */
import type { Change } from "../../domain/change.ts";
import { InvariantError, TierlineError } from "../../domain/errors.ts";
import type { Outcome, Receipt } from "../../domain/receipt.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Batch, Destination, SubmitIo } from "../destination.ts";
import type { BatchCalls } from "./batch-calls.ts";
import type { ClaimScope } from "./claims.ts";
import { createClaims } from "./claims.ts";
import type { ConfirmedRecords } from "./confirmed-records.ts";
import { createConfirmedRecords } from "./confirmed-records.ts";
import type { ReceiptBook } from "./receipt-book.ts";
import { createReceiptBook, NOT_SENT } from "./receipt-book.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly book: ReceiptBook;
  readonly changes: readonly Change[];
  readonly io: SubmitIo;
  readonly claims: ClaimScope;
  readonly confirmed: ConfirmedRecords;
}

export interface SubmitOptions<Session> {
  readonly clock: Clock;
  /** L, for which the claims of unsettled rows are kept. */
  readonly coolDownMs: number;
  /** As people write it. */
  readonly vendor: string;
  readonly open: (parts: SessionParts) => Session;
  readonly perform: (session: Session, batch: Batch) => Promise<void>;
}

export function createSubmit<Session extends Pick<BatchCalls, "stop" | "halt">>(
  options: SubmitOptions<Session>,
): Destination["submit"] {
  const allClaims = createClaims({ clock: options.clock, keepMs: options.coolDownMs });
  const confirmed = createConfirmedRecords(options.clock);
  return async (batch, io) => {
    const { changes } = batch;
    const book = createReceiptBook(changes);
    const claims = allClaims.begin();
    const session = options.open({ book, changes, io, claims, confirmed });
    try {
      await options.perform(session, batch);
    } catch (cause) {
      // Our own bug, after some request perhaps: nobody can say what became of the rows without a receipt.
      book.markAmbiguous(changes);
      session.halt(asTierlineError(options.vendor, cause));
    }
    const receipts = book.finish(NOT_SENT);
    const unsettled = identitiesOf(changes, receipts, "unsettled");
    claims.end(new Set(unsettled.map(({ identity }) => identity)));
    if (batch.place.kind === "contact" && batch.op !== "leave")
      for (const { identity, recordId } of identitiesOf(changes, receipts, "accepted"))
        if (recordId !== null) confirmed.add(recordId, identity);
    return { receipts, stop: session.stop };
  };
}

function identitiesOf(
  changes: readonly Change[],
  receipts: readonly Receipt[],
  outcome: Outcome,
): readonly { readonly identity: string; readonly recordId: string | null }[] {
  const byOrdinal = new Map(changes.map((row) => [row.ordinal, row.identity]));
  return receipts.flatMap((receipt) => {
    const identity = byOrdinal.get(receipt.ordinal);
    return receipt.outcome === outcome && identity !== undefined ? [{ identity, recordId: receipt.recordId }] : [];
  });
}

function asTierlineError(vendor: string, cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  return new InvariantError("submit_failed_unforeseen", `The ${vendor} adapter failed in a way it does not know.`, {
    cause,
  });
}
