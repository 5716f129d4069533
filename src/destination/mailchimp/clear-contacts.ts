/** Leaves at the contact place: our merge fields are emptied; the contact stays, and so does its subscription. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import { CONTACT_REASON } from "./cause.ts";
import { memberIdOf } from "./member-id.ts";
import { lookUp } from "./member-reads.ts";
import type { Refused, Silent } from "./member-writes.ts";
import { writeMemberBatches } from "./member-writes.ts";
import { clearedValues, holdsValues } from "./merge-values.ts";
import type { Failure, Session } from "./session.ts";

export async function clearContacts(session: Session, rows: readonly Change[], audience: string): Promise<void> {
  if (session.properties.length === 0) {
    for (const row of rows) session.book.accept(row, row.recordId);
    return;
  }
  const cleared = clearedValues(session.properties);
  // Without `status_if_new` nobody is made who is not there.
  const targets = rows.map((row) => ({ row, input: { email_address: row.identity, merge_fields: cleared } }));
  const written = await writeMemberBatches(session, targets, audience);
  const doubtful: (Refused | Silent)[] = [];
  for (const one of written)
    if (one.kind === "acknowledged") session.book.accept(one.target.row, one.member.id);
    else doubtful.push(one);
  const found = await lookUp(
    session,
    doubtful.map(({ target }) => memberIdOf(target.row.identity)),
  );
  const failures: Failure[] = [];
  for (const one of doubtful) {
    const { row } = one.target;
    const there = found.get(memberIdOf(row.identity));
    if (there?.kind === "absent") session.book.accept(row, null);
    else if (there?.kind !== "found") session.book.unsettle(row, REASON.noReceipt);
    else if (holdsValues(cleared, there.mergeFields)) session.book.accept(row, memberIdOf(row.identity));
    else if (one.kind === "refused") failures.push({ row, cause: one.cause });
    else if (there.status === "archived") session.book.refuse(row, CONTACT_REASON.archived);
    else if (there.status === "unsubscribed" || there.status === "cleaned")
      session.book.refuse(row, CONTACT_REASON.compliance);
    else session.book.unsettle(row, REASON.noReceipt);
  }
  session.settle(failures, targets.length);
}
