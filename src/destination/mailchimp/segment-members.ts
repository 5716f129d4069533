/** Who is in a segment: enters and leaves by address. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { ClosedContacts } from "./closed-contacts.ts";
import { memberIdOf } from "./member-id.ts";
import { changeSegment } from "./segment-writes.ts";
import type { Session } from "./session.ts";

/** "Already a member" is an acceptance. */
export async function enterSegment(
  session: Session,
  rows: readonly Change[],
  segmentId: string,
  closed: ClosedContacts,
): Promise<void> {
  await changeSegment(session, await closed.refuse(session, rows), { segmentId, verb: "add" });
}

/**
 * "Not a member" and "no such contact" are acceptances. The plan saw that the record it names is not kept; a row that names
 * none, or another than its address leads to, is asked about.
 */
export async function leaveSegment(session: Session, rows: readonly Change[], segmentId: string): Promise<void> {
  const unplanned = rows.filter(({ recordId, identity }) => recordId !== memberIdOf(identity));
  const asked = unplanned.map(({ identity }) => memberIdOf(identity));
  const kept = asked.length === 0 ? new Set<string>() : await session.kept(asked);
  const isKept = (row: Change): boolean => unplanned.includes(row) && kept.has(memberIdOf(row.identity));
  for (const row of rows) if (isKept(row)) session.book.accept(row, memberIdOf(row.identity), REASON.kept);
  await changeSegment(
    session,
    rows.filter((row) => !isKept(row)),
    { segmentId, verb: "remove" },
  );
}
