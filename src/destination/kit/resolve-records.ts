/**
 * The record each known row is about now, read before anything is written: people exchange ids, merge and delete by hand.
 *
 * The acknowledged record while it carries this member's id; else the one that carries it now. A record that carries
 * nobody's id any more is still the one we acknowledged. One that carries another member's is never written for this one.
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { ContactSession, FoundContact, LookUp } from "./contact-session.ts";
import { UNACKNOWLEDGED } from "./contact-session.ts";

export interface Resolved {
  readonly row: Change;
  readonly recordId: string;
  readonly address: string | null;
  /** The record lost this member's id: it is to be written again. */
  readonly isIdLost: boolean;
}

/** One look-up of all rows; one more of those whose record is not theirs. Rows without a record have their receipts. */
export async function resolveRecords(session: ContactSession, rows: readonly Change[]): Promise<readonly Resolved[]> {
  const records = await session.lookUp(
    "record",
    rows.flatMap((row) => row.recordId ?? []),
  );
  const resolved: Resolved[] = [];
  const lost: { readonly row: Change; readonly record: LookUp }[] = [];
  for (const row of rows) {
    const record = row.recordId === null ? undefined : records.get(row.recordId);
    if (record === undefined) session.book.withhold(row, REASON.noReceipt);
    else if (record.kind === "found" && record.memberId === row.identity) resolved.push(take(row, record));
    else if (record.kind === "refused") session.refuse(row, record.cause);
    else if (record.kind === "unknown" && record.reason !== UNACKNOWLEDGED) session.book.withhold(row, record.reason);
    else lost.push({ row, record });
  }
  const members = await session.lookUp(
    "member",
    lost.map(({ row }) => row.identity),
  );
  for (const { row, record } of lost) {
    if (row.recordId !== null) session.confirmed.forget(row.recordId);
    const member = members.get(row.identity);
    if (member?.kind === "found") resolved.push(take(row, member));
    else if (member?.kind === "absent") settleAbsent(session, row, record, resolved);
    else if (member?.kind === "refused") session.refuse(row, member.cause);
    else session.book.withhold(row, member?.reason ?? REASON.noReceipt);
  }
  return resolved;
}

/** Nobody carries this member's id. */
function settleAbsent(session: ContactSession, row: Change, record: LookUp, resolved: Resolved[]): void {
  if (record.kind === "found" && record.memberId === null) resolved.push({ ...take(row, record), isIdLost: true });
  else if (record.kind === "found") session.book.refuse(row, REASON.identityChanged);
  else if (record.kind === "absent") session.book.refuse(row, REASON.deletedAtDestination);
  else session.book.withhold(row, UNACKNOWLEDGED);
}

function take(row: Change, { recordId, address }: FoundContact): Resolved {
  return { row, recordId, address, isIdLost: false };
}
