/** Turns judged rows into the stored rows of a plan: ordinals, predecessors, record ids, and what needs no call. */
import type { Op, Wave } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlanRequest } from "../journal.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import type { Judged } from "./judge.ts";
import { isTombstone, type DesiredRows, type State, type StoredChange, type SyncedRow } from "./rows.ts";

interface Sent {
  readonly row: Judged;
  readonly op: Op;
  readonly wave: Wave;
}

interface Context {
  readonly request: PlanRequest<DesiredRows>;
  readonly state: State;
  readonly ordinals: ReadonlyMap<string, number>;
  readonly contactRows: ReadonlyMap<string, SyncedRow>;
  /** `place\nrecord` of every desired live row. */
  readonly heldRecords: ReadonlySet<string>;
}

/** By wave, place, op and identity; ordinals from 1. */
export function storeChanges(
  request: PlanRequest<DesiredRows>,
  state: State,
  judged: readonly Judged[],
): readonly StoredChange[] {
  const sent = judged.flatMap(sentRow).toSorted(compareSent);
  const ordinals = new Map<string, number>();
  for (const [index, each] of sent.entries()) {
    const key = ordinalKey(each);
    if (!ordinals.has(key)) ordinals.set(key, index + 1);
  }
  const contactPlace = request.places.find(({ place }) => place.kind === "contact");
  const context: Context = {
    request,
    state,
    ordinals,
    contactRows: contactPlace === undefined ? new Map() : state.synced(contactPlace.place.placeNo),
    heldRecords: new Set(judged.flatMap(heldRecord)),
  };
  return sent.map((each, index) => storeChange(context, each, index + 1));
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function sentRow(row: Judged): readonly Sent[] {
  const op = row.class.is;
  if (op !== "enter" && op !== "update" && op !== "leave") return [];
  const wave = op === "leave" ? 3 : row.place.place.kind === "contact" ? 1 : 2;
  return [{ row, op, wave }];
}

function compareSent(a: Sent, b: Sent): number {
  return (
    a.wave - b.wave ||
    a.row.place.place.placeNo - b.row.place.place.placeNo ||
    compareText(a.op, b.op) ||
    compareText(a.row.identity, b.row.identity)
  );
}

function heldRecord({ place, isDesired, synced }: Judged): readonly string[] {
  if (!isDesired || synced === undefined || isTombstone(synced) || synced.recordId === null) return [];
  return [`${place.place.placeNo}\n${synced.recordId}`];
}

function storeChange(context: Context, sent: Sent, ordinal: number): StoredChange {
  const { row, op, wave } = sent;
  const { place } = row.place;
  const recordId = recordIdOf(context, sent);
  const note = op === "leave" ? noteWithoutCall(context, row, recordId) : null;
  const isWrite = place.kind === "contact" && op !== "leave";
  const address = isWrite ? normaliseAddress(row.member?.email ?? null) : null;
  return {
    ordinal,
    wave,
    afterOrdinal: predecessorOf(context, sent),
    placeNo: place.placeNo,
    op,
    identity: row.identity,
    memberKey: row.memberKey,
    recordId,
    saidHash: op === "leave" ? "" : row.hash,
    addressHash: address ?? "",
    address,
    isAddressChanged: isWrite && !isAddressSettled(row.synced, address),
    properties: place.kind === "contact" ? writtenProperties(context.request, row, op) : {},
    isCalled: note === null,
    note,
  };
}

/** An enter at a list is about the contact as it is now, not as it once was there. */
function recordIdOf({ contactRows }: Context, { row, op }: Sent): string | null {
  const own = row.synced?.recordId ?? null;
  if (row.place.place.kind === "contact") return own;
  const contact = contactRows.get(row.identity)?.recordId ?? null;
  return op === "enter" ? (contact ?? own) : (own ?? contact);
}

/** What an unsettled write said may never have arrived, so its address is sent again. */
function isAddressSettled(synced: SyncedRow | undefined, address: string | null): boolean {
  return synced !== undefined && synced.isSettled && synced.addressHash === (address ?? "");
}

function writtenProperties(request: PlanRequest<DesiredRows>, row: Judged, op: Op): Record<string, string> {
  return Object.fromEntries(
    request.properties.map((name, index) => [name, op === "leave" ? "" : (row.member?.properties[index] ?? "")]),
  );
}

function ordinalKey({ row, op }: Sent): string {
  const { kind, model } = row.place.place;
  return kind === "contact" ? `contact\n${op}\n${row.memberKey}` : `list\n${op}\n${model}\n${row.memberKey}`;
}

/**
 * A list enter follows its contact's write; a list leave follows the same member's enter of the same model. A member
 * whose address changed is left under the old one at the contacts, too, after the new one was written.
 */
function predecessorOf({ ordinals }: Context, { row: { place, memberKey }, op }: Sent): number | null {
  const { kind, model } = place.place;
  if (kind === "list" && op === "leave") return ordinals.get(`list\nenter\n${model}\n${memberKey}`) ?? null;
  if (kind === "contact" && op !== "leave") return null;
  return ordinals.get(`contact\nenter\n${memberKey}`) ?? ordinals.get(`contact\nupdate\n${memberKey}`) ?? null;
}

/** Why a leave is closed without a call, or null. */
function noteWithoutCall(context: Context, row: Judged, recordId: string | null): string | null {
  const { place } = row.place;
  if (place.kind === "contact" && context.request.onLeave === "keep") return REASON.kept;
  if (recordId === null) return null;
  if (context.state.kept(place.placeNo).has(recordId)) return REASON.kept;
  return context.heldRecords.has(`${place.placeNo}\n${recordId}`) ? REASON.sameRecord : null;
}
