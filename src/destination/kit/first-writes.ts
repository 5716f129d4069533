/**
 * Where the first write of a member goes: to the contact that carries the member's id already, else to the one of the
 * member's address, else to a new one.
 *
 * A blind upsert would create a second contact for somebody whom the account knows by address, or take one over that is
 * another member's; hence the reads.
 */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { ContactSession, FoundContact, LookUp, LookUpKey } from "./contact-session.ts";

export interface Link {
  readonly row: Change;
  readonly found: FoundContact;
}

export interface FirstWrites {
  /** Contacts that are there, each claimed for its row. `found.memberId` is the row's own or null. */
  readonly links: readonly Link[];
  /** Rows with an address, each claimed, that nobody at the destination has. */
  readonly creations: readonly Change[];
}

/** Rows without a place to go have their receipts. */
export async function resolveFirstWrites(
  session: ContactSession,
  rows: readonly Change[],
  options: { readonly createContacts: boolean },
): Promise<FirstWrites> {
  const links: Link[] = [];
  const creations: Change[] = [];
  const byMember = await lookUpRows(session, "member", rows, (row) => row.identity);
  const strangers: Change[] = [];
  for (const [row, found] of byMember)
    // Found: an answer of an earlier run was lost, or somebody filled the member id in.
    if (found.kind === "found") links.push({ row, found });
    else strangers.push(row);
  const byAddress = await lookUpRows(
    session,
    "address",
    strangers.filter((row) => row.address !== null),
    (row) => row.address ?? "",
  );
  for (const row of strangers) {
    const found = row.address === null ? { kind: "absent" as const } : byAddress.get(row);
    if (found?.kind === "found") {
      if (isFree(session, row, found)) links.push({ row, found });
    } else if (found?.kind === "absent" && mayCreate(session, row, options)) creations.push(row);
  }
  const permitted = await refuseSuppressed(session, links);
  return { links: permitted.filter(({ row, found }) => claimRecord(session, row, found.recordId)), creations };
}

/** No record is written for two members, in this batch or in any other under way: the first one stands. */
export function claimRecord(session: ContactSession, row: Change, recordId: string): boolean {
  if (session.claims.record(recordId, row.identity)) return true;
  session.book.refuse(row, REASON.sharedAddress);
  return false;
}

/** A contact of this address that carries no member id becomes ours; another member's stays another's. */
function isFree(session: ContactSession, row: Change, found: FoundContact): boolean {
  if (found.memberId === null || found.memberId === row.identity) return true;
  session.book.refuse(row, REASON.sharedAddress);
  return false;
}

/** A contact may be known by an address besides the member's, and whoever bears that one may be suppressed. */
async function refuseSuppressed(session: ContactSession, links: readonly Link[]): Promise<readonly Link[]> {
  const further = ({ row, found }: Link): readonly string[] =>
    found.addresses.filter((address) => address !== row.address);
  const asked = new Set(links.flatMap(further));
  const suppressed = asked.size === 0 ? asked : await session.suppressed([...asked]);
  return links.filter((link) => {
    if (!further(link).some((address) => suppressed.has(address))) return true;
    session.book.refuse(link.row, REASON.suppressedContact);
    return false;
  });
}

/** Found or absent; rows of which nothing was learned have their receipts. */
async function lookUpRows(
  session: ContactSession,
  key: LookUpKey,
  rows: readonly Change[],
  idOf: (row: Change) => string,
): Promise<ReadonlyMap<Change, LookUp & { readonly kind: "found" | "absent" }>> {
  const found = await session.lookUp(key, rows.map(idOf));
  const learned = new Map<Change, LookUp & { readonly kind: "found" | "absent" }>();
  for (const row of rows) {
    const one = found.get(idOf(row));
    if (one?.kind === "found" || one?.kind === "absent") learned.set(row, one);
    else if (one?.kind === "refused") session.refuse(row, one.cause);
    else session.book.withhold(row, one?.reason ?? REASON.noReceipt);
  }
  return learned;
}

function mayCreate(session: ContactSession, row: Change, options: { readonly createContacts: boolean }): boolean {
  if (!options.createContacts) session.book.refuse(row, REASON.notFound);
  else if (row.address === null) session.book.refuse(row, REASON.noAddress);
  else if (!session.claims.address(row.address, row.identity)) session.book.refuse(row, REASON.sharedAddress);
  else return true;
  return false;
}
