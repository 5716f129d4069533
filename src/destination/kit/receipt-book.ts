/**
 * Collects exactly one receipt per change of a batch.
 *
 * The first answer of a row stands. A row that any request may have carried out without saying so stays unsettled unless
 * a later request was accepted: a refusal proves only that this request did nothing (design.md, law 2).
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { Outcome, Receipt } from "../../domain/receipt.ts";

export interface ReceiptBook {
  /** A request that carried these rows got no definite answer. */
  markAmbiguous(rows: readonly Change[]): void;
  isAmbiguous(row: Change): boolean;
  accept(row: Change, recordId: string | null, reason?: string): void;
  refuse(row: Change, reason: string, message?: string | null): void;
  withhold(row: Change, reason: string, message?: string | null): void;
  unsettle(row: Change, reason: string, message?: string | null): void;
  /** These rows went out in a job of the destination's own: whatever becomes of them, their receipts name it. */
  ticket(rows: readonly Change[], ticket: string): void;
  has(row: Change): boolean;
  /** Of the rows that have an answer so far. */
  answered(): readonly Receipt[];
  /** Rows without an answer so far become `withheld` with this reason, or unsettled. */
  finish(reason: string): readonly Receipt[];
}

export function createReceiptBook(changes: readonly Change[]): ReceiptBook {
  const receipts = new Map<number, Receipt>();
  const ambiguous = new Set<number>();
  const tickets = new Map<number, string>();

  const write = (
    row: Change,
    outcome: Outcome,
    reason: string | null,
    message: string | null,
    recordId: string | null,
  ) => {
    if (receipts.has(row.ordinal)) return;
    receipts.set(row.ordinal, {
      ordinal: row.ordinal,
      outcome,
      reason,
      message,
      recordId,
      ticket: tickets.get(row.ordinal) ?? null,
    });
  };
  const writeUnlessAmbiguous = (row: Change, outcome: Outcome, reason: string, message: string | null) => {
    write(row, ambiguous.has(row.ordinal) ? "unsettled" : outcome, reason, message, row.recordId);
  };

  const answered = (): readonly Receipt[] => changes.flatMap((row) => receipts.get(row.ordinal) ?? []);

  return {
    answered,
    markAmbiguous: (rows) => {
      for (const row of rows) ambiguous.add(row.ordinal);
    },
    isAmbiguous: (row) => ambiguous.has(row.ordinal),
    accept: (row, recordId, reason) => write(row, "accepted", reason ?? null, null, recordId),
    refuse: (row, reason, message = null) => writeUnlessAmbiguous(row, "refused", reason, message),
    withhold: (row, reason, message = null) => writeUnlessAmbiguous(row, "withheld", reason, message),
    unsettle: (row, reason, message = null) => write(row, "unsettled", reason, message, row.recordId),
    ticket: (rows, ticket) => {
      for (const row of rows) tickets.set(row.ordinal, ticket);
    },
    has: (row) => receipts.has(row.ordinal),
    finish: (reason) => {
      for (const row of changes) writeUnlessAmbiguous(row, "withheld", reason, null);
      return answered();
    },
  };
}

/** The reason of rows that were never sent because the run was stopped. */
export const NOT_SENT = REASON.notSent;
