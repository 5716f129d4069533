/** Who is on a list: enters and leaves by record id. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { ContactSession } from "./contact-session.ts";
import type { Leaving } from "./resolve-leaves.ts";
import { resolveLeaves } from "./resolve-leaves.ts";
import { resolveRecords } from "./resolve-records.ts";

/** The two writes of a list. */
export interface ListWrites {
  /** The rows whose records the destination does not know; all others have their receipts. */
  change(verb: "add" | "remove", rows: readonly Leaving[]): Promise<readonly Leaving[]>;
  /** Takes further records of these rows off the list. A row for which that failed has its receipt. */
  removeBesides(besides: readonly Leaving[]): Promise<void>;
}

/**
 * "Already a member" is an acceptance. Records that were not acknowledged a short while ago are read first: they may be
 * another member's by now.
 */
export async function enterList(session: ContactSession, rows: readonly Change[], list: ListWrites): Promise<void> {
  const claimed = new Set<string>();
  const isConfirmed = ({ recordId, identity }: Change): boolean =>
    recordId !== null && session.confirmed.has(recordId, identity);
  const known = rows.flatMap((row) =>
    row.recordId !== null && isConfirmed(row) ? [{ row, recordId: row.recordId }] : [],
  );
  const stale = rows.filter((row) => row.recordId !== null && !isConfirmed(row));
  const unknown = rows.filter((row) => row.recordId === null);
  const entering = [
    ...claim(session, [...known, ...(await resolveRecords(session, stale))], claimed),
    ...claim(session, await findMembers(session, unknown, null, REASON.notFound), claimed),
  ];
  const missing = await list.change("add", entering);
  const again = await findMembers(
    session,
    missing.map(({ row }) => row),
    missing,
    REASON.deletedAtDestination,
  );
  for (const { row } of await list.change("add", claim(session, again, claimed)))
    session.book.refuse(row, REASON.deletedAtDestination);
}

/** "Not a member" and "no such contact" are acceptances. */
export async function leaveList(session: ContactSession, rows: readonly Change[], list: ListWrites): Promise<void> {
  const { leaving, besides } = await resolveLeaves(session, rows);
  // First, so that a row is not accepted while one of its records is still on the list.
  await list.removeBesides(besides);
  for (const { row } of await list.change("remove", leaving)) session.book.accept(row, null);
}

/** @param missing where the record was looked for before; the same record again is not tried again. */
async function findMembers(
  session: ContactSession,
  rows: readonly Change[],
  missing: readonly Leaving[] | null,
  absentReason: string,
): Promise<readonly Leaving[]> {
  const found = await session.lookUp(
    "member",
    rows.map((row) => row.identity),
  );
  const tried = new Map(missing?.map(({ row, recordId }) => [row, recordId]));
  return rows.flatMap((row) => {
    const one = found.get(row.identity);
    if (one?.kind === "found" && one.recordId !== tried.get(row)) return [{ row, recordId: one.recordId }];
    if (one?.kind === "found" || one?.kind === "absent") session.book.refuse(row, absentReason);
    else if (one?.kind === "refused") session.refuse(row, one.cause);
    else session.book.withhold(row, one?.reason ?? REASON.noReceipt);
    return [];
  });
}

/** Two members who are one record are never both entered: leaving one would take the other along. */
function claim(session: ContactSession, entering: readonly Leaving[], claimed: Set<string>): readonly Leaving[] {
  return entering.filter(({ row, recordId }) => {
    if (claimed.has(recordId)) {
      session.book.refuse(row, REASON.sharedAddress);
      return false;
    }
    claimed.add(recordId);
    return true;
  });
}
