/**
 * Enters and updates at the contact place: known records by id, first writes by member id, address, or a new contact.
 *
 * An upsert alone would create a contact again that somebody deleted, and a second one for somebody whom the account
 * knows by address; hence the reads.
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { LookUp } from "../kit/contact-session.ts";
import type { Link } from "../kit/first-writes.ts";
import { claimRecord, resolveFirstWrites } from "../kit/first-writes.ts";
import { resolveRecords } from "../kit/resolve-records.ts";
import { writeContactBatches } from "./contact-writes.ts";
import type { Target, Unconfirmed } from "./contact-writes.ts";
import { MEMBER_ID_PROPERTY } from "./options.ts";
import type { Session } from "./session.ts";

export interface WriteContactsOptions {
  readonly createContacts: boolean;
}

export async function writeContacts(
  session: Session,
  changes: readonly Change[],
  options: WriteContactsOptions,
): Promise<void> {
  const known = await resolveRecords(
    session,
    changes.filter((row) => row.recordId !== null),
  );
  const updates = known
    .map(({ row, recordId, address, isIdLost }) => {
      const ours = isIdLost ? { [MEMBER_ID_PROPERTY]: row.identity } : {};
      return { row, id: recordId, properties: { ...propertiesOf(row, address), ...ours } };
    })
    .filter(({ row, id }) => claimRecord(session, row, id));
  const first = await resolveFirstWrites(
    session,
    changes.filter((row) => row.recordId === null),
    options,
  );
  const unconfirmed = [
    ...(await writeContactBatches(session, "update", [...updates, ...first.links.map(linkTarget)])),
    ...(await writeContactBatches(session, "upsert", first.creations.map(creationTarget))),
  ];
  await reassign(session, unconfirmed);
}

function linkTarget({ row, found }: Link): Target {
  const link = { row, id: found.recordId, isLinked: true };
  if (found.memberId !== null) return { ...link, properties: propertiesOf(row, found.address) };
  // The address is theirs already, perhaps as a second one: it is not written.
  return { ...link, properties: { ...row.properties, [MEMBER_ID_PROPERTY]: row.identity } };
}

function creationTarget(row: Change): Target {
  const email = row.address === null ? {} : { email: row.address };
  return { row, id: row.identity, properties: { ...row.properties, ...email, [MEMBER_ID_PROPERTY]: row.identity } };
}

/** The address goes along only when it changed: it may belong to another record, and no address is ever taken away. */
function propertiesOf(row: Change, addressThere: string | null): Readonly<Record<string, string>> {
  const isSent = row.isAddressChanged && row.address !== null && row.address !== addressThere;
  return isSent && row.address !== null ? { ...row.properties, email: row.address } : row.properties;
}

/** Rows nobody acknowledged are looked up once by member id: perhaps merged, perhaps deleted, perhaps written. */
async function reassign(session: Session, unconfirmed: readonly Unconfirmed[]): Promise<void> {
  if (unconfirmed.length === 0) return;
  const found = await session.lookUp(
    "member",
    unconfirmed.map(({ target }) => target.row.identity),
  );
  const moved: Target[] = [];
  const lost = unconfirmed.filter(({ target }) => found.get(target.row.identity)?.kind === "absent");
  const records = await session.lookUp(
    "record",
    lost.flatMap(({ target, isMissing }) => (isMissing ? [] : (target.row.recordId ?? []))),
  );
  for (const { target, recordId, isMissing } of unconfirmed) {
    const { row } = target;
    const one = found.get(row.identity);
    const record = row.recordId === null ? undefined : records.get(row.recordId);
    if (one?.kind === "found" && one.recordId !== recordId) {
      // In neither results nor errors: written perhaps, and it stays so until a second write is accepted.
      if (!isMissing) session.book.markAmbiguous([row]);
      const next = { row, id: one.recordId, properties: propertiesOf(row, one.address) };
      if (claimRecord(session, row, next.id)) moved.push(next);
    } else if (one?.kind === "absent" && row.recordId !== null && (isMissing || isGone(row.recordId, record)))
      session.book.refuse(row, REASON.deletedAtDestination);
    else if (isMissing) session.book.withhold(row, REASON.noReceipt);
    else session.book.unsettle(row, REASON.noReceipt);
  }
  for (const { target } of await writeContactBatches(session, "update", moved))
    session.book.unsettle(target.row, REASON.noReceipt);
}

/** Deleted, or merged into a record that is not this member's: the silent request did nothing for the member. */
function isGone(recordId: string, found: LookUp | undefined): boolean {
  return found?.kind === "absent" || (found?.kind === "found" && found.recordId !== recordId);
}
