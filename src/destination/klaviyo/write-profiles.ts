/**
 * Enters and updates at the contact place. An import finds its profile by external id or address by itself, and would
 * create again whom somebody deleted, or join two profiles: hence everything is looked up before.
 */
import type { LimitFunction } from "p-limit";
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { Link } from "../kit/first-writes.ts";
import { claimRecord, resolveFirstWrites } from "../kit/first-writes.ts";
import type { Resolved } from "../kit/resolve-records.ts";
import { resolveRecords } from "../kit/resolve-records.ts";
import { importProfiles } from "./import-profiles.ts";
import type { Session } from "./session.ts";
import type { Target, TargetParts } from "./target.ts";
import { makeTarget } from "./target.ts";
import { refuseGone, updateProfiles } from "./update-profiles.ts";

interface Writes {
  readonly imports: Target[];
  /** One by one. */
  readonly updates: Target[];
}

export interface WriteProfilesOptions {
  readonly createContacts: boolean;
  /** Runs the look-ups of few batches at a time, so that others wait for their jobs meanwhile (decision 0190). */
  readonly inTurn: LimitFunction;
}

export async function writeProfiles(
  session: Session,
  changes: readonly Change[],
  { createContacts, inTurn }: WriteProfilesOptions,
): Promise<void> {
  const { imports, updates } = await inTurn(async () => await findWrites(session, changes, createContacts));
  await importProfiles(session, imports);
  refuseGone(session, await updateProfiles(session, updates));
}

/** The rows that nothing speaks against; the others have their receipts. */
async function findWrites(session: Session, changes: readonly Change[], createContacts: boolean): Promise<Writes> {
  const writes: Writes = { imports: [], updates: [] };
  const add = (kind: keyof Writes, parts: TargetParts): void => {
    const target = makeTarget(session, parts);
    if (target !== undefined) writes[kind].push(target);
  };
  const resolved = await resolveRecords(
    session,
    changes.filter((row) => row.recordId !== null),
  );
  const known = resolved.filter(({ row, recordId }) => claimRecord(session, row, recordId));
  for (const { row, recordId, address, isIdLost } of await refuseTakenAddresses(session, known)) {
    const email = isAddressSent(row, address) ? row.address : null;
    add(isIdLost ? "updates" : "imports", { row, recordId, email, properties: row.properties });
  }
  const first = await resolveFirstWrites(
    session,
    changes.filter((row) => row.recordId === null),
    { createContacts },
  );
  for (const link of await refuseTakenAddressesOfLinks(session, first.links)) addLink(add, link);
  for (const row of first.creations)
    add("imports", { row, recordId: null, email: row.address, acceptedAs: REASON.created, properties: row.properties });
  return writes;
}

function addLink(add: (kind: keyof Writes, parts: TargetParts) => void, { row, found }: Link): void {
  const { recordId, memberId, address } = found;
  const parts = { row, recordId, acceptedAs: REASON.linked, properties: row.properties };
  if (memberId !== null) add("imports", { ...parts, email: isAddressSent(row, address) ? row.address : null });
  // Found by the address it tells: the import finds it by that too. By another one: it is written by its id alone.
  else if (address === row.address) add("imports", { ...parts, email: address });
  else add("updates", parts);
}

/** The address goes along only when it changed: it may belong to another profile, and no address is ever taken away. */
function isAddressSent(row: Change, addressThere: string | null): boolean {
  return row.isAddressChanged && row.address !== null && row.address !== addressThere;
}

/** A new address that is another profile's would join the two, or fail: the row is refused instead. */
async function refuseTakenAddresses(session: Session, known: readonly Resolved[]): Promise<readonly Resolved[]> {
  const found = await session.lookUp(
    "address",
    known.flatMap(({ row, address }) => (isAddressSent(row, address) ? (row.address ?? []) : [])),
  );
  return known.filter((one) => {
    const { row, recordId } = one;
    if (!isAddressSent(row, one.address) || row.address === null) return true;
    const holder = found.get(row.address);
    const isFree = holder?.kind === "absent" || (holder?.kind === "found" && holder.recordId === recordId);
    if (isFree && session.claims.address(row.address, row.identity)) return true;
    if (holder?.kind === "refused") session.refuse(row, holder.cause);
    else if (isFree || holder?.kind === "found") session.book.refuse(row, REASON.sharedAddress);
    else session.book.withhold(row, holder?.kind === "unknown" ? holder.reason : REASON.noReceipt);
    return false;
  });
}

/** A profile that carried the member's id already, of another address than the member's now. */
async function refuseTakenAddressesOfLinks(session: Session, links: readonly Link[]): Promise<readonly Link[]> {
  const ours = links.filter(({ found }) => found.memberId !== null);
  const free = await refuseTakenAddresses(
    session,
    ours.map(({ row, found }) => ({ row, recordId: found.recordId, address: found.address, isIdLost: false })),
  );
  const isFree = new Set(free.map(({ row }) => row));
  return links.filter(({ row, found }) => found.memberId === null || isFree.has(row));
}
