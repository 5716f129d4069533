/** Leaves at the contact place: our properties are emptied; the contact and its member id stay. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import { resolveLeaves } from "../kit/resolve-leaves.ts";
import { writeContactBatches } from "./contact-writes.ts";
import type { Target } from "./contact-writes.ts";

import type { Session } from "./session.ts";

export async function clearContacts(session: Session, rows: readonly Change[]): Promise<void> {
  if (session.properties.length === 0) {
    for (const row of rows) session.book.accept(row, row.recordId);
    return;
  }
  const cleared = Object.fromEntries(session.properties.map((property) => [property.name, ""]));
  const targets = new Map<string, Target>();
  const twins: { readonly row: Change; readonly recordId: string }[] = [];
  // A record besides is another member's now: their own row clears it.
  const { leaving } = await resolveLeaves(session, rows);
  for (const { row, recordId } of leaving)
    if (targets.has(recordId)) twins.push({ row, recordId });
    else targets.set(recordId, { row, id: recordId, properties: cleared });
  // Two members who were one record: clearing it once is enough.
  for (const { row, recordId } of twins) session.book.accept(row, recordId, REASON.sameRecord);
  const unconfirmed = await writeContactBatches(session, "update", [...targets.values()]);
  if (unconfirmed.length === 0) return;
  const found = await session.lookUp(
    "member",
    unconfirmed.map(({ target }) => target.row.identity),
  );
  const moved: Target[] = [];
  for (const { target, recordId, isMissing } of unconfirmed) {
    const one = found.get(target.row.identity);
    if (one?.kind === "found" && one.recordId !== recordId) {
      if (!isMissing) session.book.markAmbiguous([target.row]);
      moved.push({ ...target, id: one.recordId });
    } else if (one?.kind === "absent" && isMissing) session.book.accept(target.row, null);
    else session.book.unsettle(target.row, REASON.noReceipt);
  }
  for (const { target } of await writeContactBatches(session, "update", moved))
    session.book.unsettle(target.row, REASON.noReceipt);
}
