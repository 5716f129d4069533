/**
 * Enters and updates at the contact place: known records by id, first writes by member id, address, or a new contact.
 *
 * An upsert alone would create a contact again that somebody deleted, and a second one for somebody whom the account
 * knows by address; hence the reads.
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import { lookUp } from "./contact-reads.ts";
import type { LookUp } from "./contact-reads.ts";
import { writeContactBatches } from "./contact-writes.ts";
import type { Target, Unconfirmed } from "./contact-writes.ts";
import { MEMBER_ID_PROPERTY } from "./options.ts";
import { resolveRecords } from "./resolve-records.ts";
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
    .filter((target) => claimRecord(session, target));
  const first = await resolveFirstWrites(
    session,
    changes.filter((row) => row.recordId === null),
    options,
  );
  const unconfirmed = [
    ...(await writeContactBatches(session, "update", [...updates, ...first.updates])),
    ...(await writeContactBatches(session, "upsert", first.creations)),
  ];
  await reassign(session, unconfirmed);
}

type Found = LookUp & { readonly kind: "found" };

interface FirstWrites {
  readonly updates: readonly Target[];
  readonly creations: readonly Target[];
}

async function resolveFirstWrites(
  session: Session,
  rows: readonly Change[],
  options: WriteContactsOptions,
): Promise<FirstWrites> {
  const links: { readonly target: Target; readonly found: Found }[] = [];
  const creations: Target[] = [];
  const byMember = await lookUpRows(session, "member", rows, (row) => row.identity);
  const strangers: Change[] = [];
  for (const [row, found] of byMember)
    if (found.kind === "found") {
      // An answer of an earlier run was lost, or somebody filled the property in.
      const target = { row, id: found.recordId, properties: propertiesOf(row, found.address), isLinked: true };
      links.push({ target, found });
    } else strangers.push(row);
  const byAddress = await lookUpRows(
    session,
    "address",
    strangers.filter((row) => row.address !== null),
    (row) => row.address ?? "",
  );
  for (const row of strangers) {
    const found = row.address === null ? { kind: "absent" as const } : byAddress.get(row);
    if (found?.kind === "found") {
      const target = linkTarget(session, row, found);
      if (target !== undefined) links.push({ target, found });
    } else if (found?.kind === "absent" && mayCreate(session, row, options)) creations.push(creationTarget(row));
  }
  const permitted = await refuseSuppressed(session, links);
  return { updates: permitted.filter((target) => claimRecord(session, target)), creations };
}

/** A contact may be known by an address besides the member's, and whoever bears that one may be suppressed. */
async function refuseSuppressed(
  session: Session,
  links: readonly { readonly target: Target; readonly found: Found }[],
): Promise<readonly Target[]> {
  const further = ({ target, found }: (typeof links)[number]): readonly string[] =>
    found.addresses.filter((address) => address !== target.row.address);
  const asked = new Set(links.flatMap(further));
  const suppressed = asked.size === 0 ? asked : await session.suppressed([...asked]);
  return links.flatMap((link) => {
    if (!further(link).some((address) => suppressed.has(address))) return [link.target];
    session.book.refuse(link.target.row, REASON.suppressedContact);
    return [];
  });
}

/** Found or absent; rows of which nothing was learned have their receipts. */
async function lookUpRows(
  session: Session,
  key: "member" | "address",
  rows: readonly Change[],
  idOf: (row: Change) => string,
): Promise<ReadonlyMap<Change, LookUp & { readonly kind: "found" | "absent" }>> {
  const found = await lookUp(session, key, rows.map(idOf));
  const learned = new Map<Change, LookUp & { readonly kind: "found" | "absent" }>();
  for (const row of rows) {
    const one = found.get(idOf(row));
    if (one?.kind === "found" || one?.kind === "absent") learned.set(row, one);
    else if (one?.kind === "refused") session.refuse(row, one.cause);
    else session.book.withhold(row, one?.reason ?? REASON.noReceipt);
  }
  return learned;
}

/** A contact of this address that carries no member id becomes ours; another member's stays another's. */
function linkTarget(session: Session, row: Change, found: Found): Target | undefined {
  if (found.memberId !== null && found.memberId !== row.identity) {
    session.book.refuse(row, REASON.sharedAddress);
    return undefined;
  }
  // The address is theirs already, perhaps as a second one: it is not written.
  const properties = { ...row.properties, [MEMBER_ID_PROPERTY]: row.identity };
  return { row, id: found.recordId, properties, isLinked: true };
}

function mayCreate(session: Session, row: Change, options: WriteContactsOptions): boolean {
  if (!options.createContacts) session.book.refuse(row, REASON.notFound);
  else if (row.address === null) session.book.refuse(row, REASON.noAddress);
  else if (!session.claims.address(row.address, row.identity)) session.book.refuse(row, REASON.sharedAddress);
  else return true;
  return false;
}

function creationTarget(row: Change): Target {
  const email = row.address === null ? {} : { email: row.address };
  return { row, id: row.identity, properties: { ...row.properties, ...email, [MEMBER_ID_PROPERTY]: row.identity } };
}

/** No record is written for two members, in this batch or in any other under way: the first one stands. */
function claimRecord(session: Session, target: Target): boolean {
  if (session.claims.record(target.id, target.row.identity)) return true;
  session.book.refuse(target.row, REASON.sharedAddress);
  return false;
}

/** The address goes along only when it changed: it may belong to another record, and no address is ever taken away. */
function propertiesOf(row: Change, addressThere: string | null): Readonly<Record<string, string>> {
  const isSent = row.isAddressChanged && row.address !== null && row.address !== addressThere;
  return isSent && row.address !== null ? { ...row.properties, email: row.address } : row.properties;
}

/** Rows nobody acknowledged are looked up once by member id: perhaps merged, perhaps deleted, perhaps written. */
async function reassign(session: Session, unconfirmed: readonly Unconfirmed[]): Promise<void> {
  if (unconfirmed.length === 0) return;
  const found = await lookUp(
    session,
    "member",
    unconfirmed.map(({ target }) => target.row.identity),
  );
  const moved: Target[] = [];
  const lost = unconfirmed.filter(({ target }) => found.get(target.row.identity)?.kind === "absent");
  const records = await lookUp(
    session,
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
      if (claimRecord(session, next)) moved.push(next);
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
