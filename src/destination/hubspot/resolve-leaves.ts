/**
 * The record each leave is about, read before anything is written: the acknowledged one while it still carries this
 * member's id or none, else the one that carries it now. A record that is another member's is left alone.
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import { lookUp } from "./contact-reads.ts";
import type { LookUp } from "./contact-reads.ts";
import type { Session } from "./session.ts";

export interface Leaving {
  readonly row: Change;
  readonly recordId: string;
}

/** Rows that need no call, or of which nothing was learned, have their receipts. */
export async function resolveLeaves(session: Session, rows: readonly Change[]): Promise<readonly Leaving[]> {
  const leaving: Leaving[] = [];
  const gone: Change[] = [];
  const records = await lookUp(
    session,
    "record",
    rows.flatMap((row) => row.recordId ?? []),
  );
  for (const row of rows) {
    const found = row.recordId === null ? undefined : records.get(row.recordId);
    if (row.recordId === null || found?.kind === "absent" || isMerged(row.recordId, found)) gone.push(row);
    else if (found?.kind === "found") settleFound(session, row, found, leaving);
    else withhold(session, row, found);
  }
  const members = await lookUp(
    session,
    "member",
    gone.map((row) => row.identity),
  );
  for (const row of gone) {
    const found = members.get(row.identity);
    if (found?.kind === "found") leaving.push({ row, recordId: found.recordId });
    else if (found?.kind === "absent") session.book.accept(row, null);
    else withhold(session, row, found);
  }
  return leaving;
}

function settleFound(
  session: Session,
  row: Change,
  found: LookUp & { readonly kind: "found" },
  leaving: Leaving[],
): void {
  if (found.memberId === null || found.memberId === row.identity) leaving.push({ row, recordId: found.recordId });
  else session.book.accept(row, found.recordId, REASON.sameRecord);
}

function isMerged(recordId: string, found: LookUp | undefined): boolean {
  return found?.kind === "found" && found.recordId !== recordId;
}

function withhold(session: Session, row: Change, found: LookUp | undefined): void {
  if (found?.kind === "refused") session.refuse(row, found.cause);
  else session.book.withhold(row, found?.kind === "unknown" ? found.reason : REASON.noReceipt);
}
