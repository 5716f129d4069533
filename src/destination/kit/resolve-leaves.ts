/**
 * The records each leave is about, read before anything is written: people exchange ids, merge and delete by hand.
 *
 * The record that carries this member's id leaves, and the acknowledged one (or the one it was merged into) while it
 * carries nobody's id, or another member's who does not stay at this place. One whose bearer stays is left alone, and so
 * is one that was at the place before us and is kept there, whoever's id somebody gave it (law 12).
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { ContactSession, FoundContact, LookUp } from "./contact-session.ts";

export interface Leaving {
  readonly row: Change;
  readonly recordId: string;
}

/** With whose id the record carries now. */
export interface LeavingContact extends Leaving {
  readonly memberId: string | null;
}

export interface Leaves {
  /** One per row; rows that need no call, or of which nothing was learned, have their receipts. */
  readonly leaving: readonly LeavingContact[];
  /** Records of the same rows that must leave a list too: put there under this member's name, and nobody's who stays. */
  readonly besides: readonly Leaving[];
}

/** A row whose acknowledged record is gone (null) or does not carry its member's id. */
interface Doubtful {
  readonly row: Change;
  readonly record: FoundContact | null;
}

/** What a row would take off, the member's own record first; at least one. */
interface Candidate {
  readonly row: Change;
  readonly records: readonly [FoundContact, ...FoundContact[]];
}

export async function resolveLeaves(session: ContactSession, rows: readonly Change[]): Promise<Leaves> {
  const candidates: Candidate[] = [];
  const doubtful: Doubtful[] = [];
  const records = await session.lookUp(
    "record",
    rows.flatMap((row) => row.recordId ?? []),
  );
  for (const row of rows) {
    const found = row.recordId === null ? undefined : records.get(row.recordId);
    if (row.recordId === null || found?.kind === "absent") doubtful.push({ row, record: null });
    else if (found?.kind !== "found") withhold(session, row, found);
    else if (found.memberId === row.identity) candidates.push({ row, records: [found] });
    else doubtful.push({ row, record: found });
  }
  candidates.push(...(await resolveDoubtful(session, doubtful)));
  return await spareKept(session, candidates);
}

async function resolveDoubtful(session: ContactSession, doubtful: readonly Doubtful[]): Promise<readonly Candidate[]> {
  const members = await session.lookUp(
    "member",
    doubtful.map(({ row }) => row.identity),
  );
  const bearers = doubtful.flatMap(({ record }) => record?.memberId ?? []);
  const staying = bearers.length === 0 ? new Set<string>() : await session.staying(bearers);
  return doubtful.flatMap(({ row, record }): readonly Candidate[] => {
    const member = members.get(row.identity);
    const ours = record === null || isHeld(record, staying) ? null : record;
    if (member?.kind === "found") {
      const isOne = ours === null || ours.recordId === member.recordId;
      return [{ row, records: isOne ? [member] : [member, ours] }];
    }
    if (member?.kind !== "absent") withhold(session, row, member);
    else if (ours !== null) return [{ row, records: [ours] }];
    else if (record === null) session.book.accept(row, null);
    else session.book.accept(row, record.recordId, REASON.sameRecord);
    return [];
  });
}

/** A record that is kept at this place is not taken off, whoever's id it carries by now; the row's other record is. */
async function spareKept(session: ContactSession, candidates: readonly Candidate[]): Promise<Leaves> {
  const asked = candidates.flatMap(({ row, records }) => records.flatMap((record) => unplannedIds(row, record)));
  const kept = asked.length === 0 ? new Set<string>() : await session.kept([...new Set(asked)]);
  const leaving: LeavingContact[] = [];
  const besides: Leaving[] = [];
  for (const { row, records } of candidates) {
    const free = records.filter((record) => !unplannedIds(row, record).some((id) => kept.has(id)));
    const [first, ...others] = free.map(({ recordId, memberId }) => ({ row, recordId, memberId }));
    if (first === undefined) session.book.accept(row, records[0].recordId, REASON.kept);
    else leaving.push(first);
    besides.push(...others);
  }
  return { leaving, besides };
}

/** By which the record could be kept: all but the id that the plan named, of which it knew that it is not. */
function unplannedIds(row: Change, { recordId, mergedIds }: FoundContact): readonly string[] {
  return [recordId, ...mergedIds].filter((id) => id !== row.recordId);
}

function isHeld({ memberId }: FoundContact, staying: ReadonlySet<string>): boolean {
  return memberId !== null && staying.has(memberId);
}

function withhold(session: ContactSession, row: Change, found: LookUp | undefined): void {
  if (found?.kind === "refused") session.refuse(row, found.cause);
  else session.book.withhold(row, found?.kind === "unknown" ? found.reason : REASON.noReceipt);
}
