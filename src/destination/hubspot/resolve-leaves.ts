/**
 * The records each leave is about, read before anything is written: people exchange ids, merge and delete by hand.
 *
 * The record that carries this member's id leaves, and the acknowledged one (or the one it was merged into) while it
 * carries nobody's id, or another member's who does not stay at this place. One whose bearer stays is left alone.
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

export interface Leaves {
  /** One per row; rows that need no call, or of which nothing was learned, have their receipts. */
  readonly leaving: readonly Leaving[];
  /** Records of the same rows that must leave a list too: put there under this member's name, and nobody's who stays. */
  readonly besides: readonly Leaving[];
}

type Found = LookUp & { readonly kind: "found" };

/** A row whose acknowledged record is gone (null) or does not carry its member's id. */
interface Doubtful {
  readonly row: Change;
  readonly record: Found | null;
}

export async function resolveLeaves(session: Session, rows: readonly Change[]): Promise<Leaves> {
  const leaving: Leaving[] = [];
  const besides: Leaving[] = [];
  const doubtful: Doubtful[] = [];
  const records = await lookUp(
    session,
    "record",
    rows.flatMap((row) => row.recordId ?? []),
  );
  for (const row of rows) {
    const found = row.recordId === null ? undefined : records.get(row.recordId);
    if (row.recordId === null || found?.kind === "absent") doubtful.push({ row, record: null });
    else if (found?.kind !== "found") withhold(session, row, found);
    else if (found.memberId === row.identity) leaving.push({ row, recordId: found.recordId });
    else doubtful.push({ row, record: found });
  }
  const members = await lookUp(
    session,
    "member",
    doubtful.map(({ row }) => row.identity),
  );
  const bearers = doubtful.flatMap(({ record }) => record?.memberId ?? []);
  const staying = bearers.length === 0 ? new Set<string>() : await session.staying(bearers);
  for (const { row, record } of doubtful) {
    const member = members.get(row.identity);
    const ours = record === null || isHeld(record, staying) ? null : record.recordId;
    if (member?.kind === "found") {
      leaving.push({ row, recordId: member.recordId });
      if (ours !== null && ours !== member.recordId) besides.push({ row, recordId: ours });
    } else if (member?.kind !== "absent") withhold(session, row, member);
    else if (ours !== null) leaving.push({ row, recordId: ours });
    else if (record === null) session.book.accept(row, null);
    else session.book.accept(row, record.recordId, REASON.sameRecord);
  }
  return { leaving, besides };
}

function isHeld({ memberId }: Found, staying: ReadonlySet<string>): boolean {
  return memberId !== null && staying.has(memberId);
}

function withhold(session: Session, row: Change, found: LookUp | undefined): void {
  if (found?.kind === "refused") session.refuse(row, found.cause);
  else session.book.withhold(row, found?.kind === "unknown" ? found.reason : REASON.noReceipt);
}
