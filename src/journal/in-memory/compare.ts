/** Compares desired rows with synced ones: the specification of the plan statement. Written to be read, not to be fast. */
import type { Op, Wave } from "../../domain/change.ts";
import type { Move, PlaceCounts, SourceCounts } from "../../domain/plan.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlannedPlace, PlanRequest } from "../journal.ts";
import { classify, type Class } from "./classify.ts";
import {
  isTombstone,
  type DesiredMember,
  type DesiredRows,
  type RefusedRow,
  type StoredChange,
  type SyncedRow,
  type Unsent,
} from "./rows.ts";

export interface Comparison {
  readonly sources: readonly Omit<SourceCounts, "rowsBefore">[];
  readonly places: readonly PlaceCounts[];
  readonly moves: readonly Move[];
  readonly changes: readonly StoredChange[];
  readonly unsent: readonly Unsent[];
}

export interface State {
  readonly nowMs: number;
  synced(placeNo: number): ReadonlyMap<string, SyncedRow>;
  refused(placeNo: number, identity: string): RefusedRow | undefined;
  kept(placeNo: number): ReadonlySet<string>;
}

/** One identity at one place, judged. */
interface Judged {
  readonly place: PlannedPlace;
  readonly identity: string;
  readonly member: DesiredMember | undefined;
  readonly isDesired: boolean;
  readonly hash: string;
  readonly synced: SyncedRow | undefined;
  readonly class: Class;
}

/** Every list row says the same thing. */
const MEMBERSHIP_HASH = "member";
const DATA_ERROR = "DATA_ERROR";

export function compare(request: PlanRequest<DesiredRows>, state: State): Comparison {
  const members = distinctMembers(request.desired.members.rows);
  const contactPlace = request.places.find(({ place }) => place.kind === "contact");
  const contacts = contactPlace === undefined ? [] : judgeContacts(request, state, contactPlace, members);
  const contactOf = new Map(contacts.map((contact) => [contact.identity, contact]));
  const contactRows =
    contactPlace === undefined ? new Map<string, SyncedRow>() : state.synced(contactPlace.place.placeNo);
  const lists = request.places.filter(({ place }) => place.kind === "list");
  const enters = lists.flatMap((place) => judgeDesired(request, state, place, contactOf));
  const waitingEnters = new Set(
    enters.filter((row) => row.class.is === "waiting").map((row) => `${row.place.place.model}\n${row.identity}`),
  );
  const leaves = lists.flatMap((place) => judgeUndesired(request, state, place, members, waitingEnters));
  const judged = [...contacts, ...enters, ...leaves];
  return {
    sources: countSources(request.desired),
    places: request.places.map((place) => countPlace(request, state, place, judged)),
    moves: countMoves(judged),
    changes: storeChanges(request, state, judged, contactRows),
    unsent: judged.flatMap((row) =>
      row.class.is === "waiting" || row.class.is === "refused"
        ? [
            {
              placeNo: row.place.place.placeNo,
              identity: row.identity,
              memberKey: row.identity,
              class: row.class.is,
              reason: row.class.reason,
            },
          ]
        : [],
    ),
  };
}

export function normaliseAddress(email: string | null): string | null {
  const address = email?.trim().toLowerCase() ?? "";
  return address === "" ? null : address;
}

function distinctMembers(rows: readonly DesiredMember[]): ReadonlyMap<string, DesiredMember> {
  const members = new Map<string, DesiredMember>();
  for (const row of rows) if (row.key !== "" && !members.has(row.key)) members.set(row.key, row);
  return members;
}

function judgeContacts(
  request: PlanRequest<DesiredRows>,
  state: State,
  place: PlannedPlace,
  members: ReadonlyMap<string, DesiredMember>,
): readonly Judged[] {
  const synced = state.synced(place.place.placeNo);
  const desired = place.isInFile ? members : new Map<string, DesiredMember>();
  const mayHold = holdersOfSharedAddresses(desired, synced);
  return union(desired.keys(), synced.keys()).flatMap((identity) => {
    const member = desired.get(identity);
    const row = synced.get(identity);
    const address = normaliseAddress(member?.email ?? null);
    const hash = JSON.stringify([request.mappingHash, address, member?.properties.map((value) => value ?? "")]);
    const holder = address === null ? undefined : mayHold.get(address);
    const ruleReason =
      member === undefined
        ? null
        : member.reason === DATA_ERROR
          ? REASON.dataError
          : holder !== undefined && holder !== identity
            ? REASON.sharedAddress
            : address === null && (row?.recordId ?? null) === null
              ? REASON.noAddress
              : null;
    return judge(request, state, {
      place,
      identity,
      member,
      isDesired: member !== undefined,
      hash,
      synced: row,
      ruleReason,
      mustWait: false,
    });
  });
}

/**
 * For each address that several desired members carry: the one whose acknowledged record carries it, or '' when none
 * or more than one does (then all are refused).
 */
function holdersOfSharedAddresses(
  desired: ReadonlyMap<string, DesiredMember>,
  synced: ReadonlyMap<string, SyncedRow>,
): ReadonlyMap<string, string> {
  const byAddress = new Map<string, string[]>();
  for (const [identity, member] of desired) {
    const address = normaliseAddress(member.email);
    if (address !== null) byAddress.set(address, [...(byAddress.get(address) ?? []), identity]);
  }
  const holders = new Map<string, string>();
  for (const [address, identities] of byAddress) {
    if (identities.length === 1) continue;
    const acknowledged = identities.filter((identity) => {
      const row = synced.get(identity);
      return row !== undefined && !isTombstone(row) && row.recordId !== null && row.addressHash === address;
    });
    holders.set(address, acknowledged.length === 1 ? (acknowledged[0] ?? "") : "");
  }
  return holders;
}

function judgeDesired(
  request: PlanRequest<DesiredRows>,
  state: State,
  place: PlannedPlace,
  contactOf: ReadonlyMap<string, Judged>,
): readonly Judged[] {
  const synced = state.synced(place.place.placeNo);
  return [...desiredAt(request, place)].flatMap((identity) => {
    const row = synced.get(identity);
    const contact = contactOf.get(identity);
    const isThere = row !== undefined && !isTombstone(row) && row.isSettled;
    const contactReason = contact === undefined || !contact.isDesired ? REASON.notAMember : refusedReason(contact);
    // A refused contact stops enters, not what was accepted before; a data error freezes both.
    const ruleReason = contactReason === REASON.dataError || !isThere ? contactReason : null;
    const mustWait = contact?.class.is === "waiting" && (contact.synced === undefined || isTombstone(contact.synced));
    return judge(request, state, {
      place,
      identity,
      member: contact?.member,
      isDesired: true,
      hash: MEMBERSHIP_HASH,
      synced: row,
      ruleReason,
      mustWait,
    });
  });
}

function judgeUndesired(
  request: PlanRequest<DesiredRows>,
  state: State,
  place: PlannedPlace,
  members: ReadonlyMap<string, DesiredMember>,
  waitingEnters: ReadonlySet<string>,
): readonly Judged[] {
  const desired = desiredAt(request, place);
  return [...state.synced(place.place.placeNo)].flatMap(([identity, synced]) => {
    if (desired.has(identity)) return [];
    const member = members.get(identity);
    const ruleReason = member?.reason === DATA_ERROR ? REASON.dataError : null;
    const mustWait = waitingEnters.has(`${place.place.model}\n${identity}`);
    return judge(request, state, {
      place,
      identity,
      member,
      isDesired: false,
      hash: MEMBERSHIP_HASH,
      synced,
      ruleReason,
      mustWait,
    });
  });
}

function judge(
  request: PlanRequest<DesiredRows>,
  state: State,
  row: Omit<Judged, "class"> & { readonly ruleReason: string | null; readonly mustWait: boolean },
): readonly Judged[] {
  const result = classify({
    kind: row.place.place.kind,
    desiredHash: row.isDesired ? row.hash : null,
    ruleReason: row.ruleReason,
    mustWait: row.mustWait,
    synced: row.synced,
    refused: state.refused(row.place.place.placeNo, row.identity),
    nowMs: state.nowMs,
    coolDownMs: request.coolDownMs,
    runNo: request.runNo,
  });
  return result === undefined ? [] : [{ ...row, class: result }];
}

function refusedReason(row: Judged): string | null {
  return row.class.is === "refused" ? row.class.reason : null;
}

function desiredAt(request: PlanRequest<DesiredRows>, { place, isInFile }: PlannedPlace): ReadonlySet<string> {
  if (!isInFile) return new Set();
  const source = request.desired.audiences.find(({ model }) => model === place.model);
  return new Set(
    source?.rows.filter((row) => row.audience === place.audience && row.memberKey !== "").map((row) => row.memberKey),
  );
}

function union(left: Iterable<string>, right: Iterable<string>): readonly string[] {
  return [...new Set([...left, ...right])];
}

function storeChanges(
  request: PlanRequest<DesiredRows>,
  state: State,
  judged: readonly Judged[],
  contactRows: ReadonlyMap<string, SyncedRow>,
): readonly StoredChange[] {
  const sent = judged
    .flatMap((row) =>
      row.class.is === "enter" || row.class.is === "update" || row.class.is === "leave"
        ? [{ row, op: row.class.is, wave: waveOf(row, row.class.is) }]
        : [],
    )
    .toSorted(
      (a, b) =>
        a.wave - b.wave ||
        a.row.place.place.placeNo - b.row.place.place.placeNo ||
        compareText(a.op, b.op) ||
        compareText(a.row.identity, b.row.identity),
    );
  const ordinals = new Map(sent.map(({ row, op }, index) => [ordinalKey(row, op), index + 1]));
  return sent.map(({ row, op, wave }, index) => {
    const { place } = row.place;
    const recordId =
      row.synced?.recordId ?? (place.kind === "list" ? (contactRows.get(row.identity)?.recordId ?? null) : null);
    const note = op === "leave" ? noteWithoutCall(request, state, row, recordId, judged) : null;
    const isWrite = place.kind === "contact" && op !== "leave";
    const address = isWrite ? normaliseAddress(row.member?.email ?? null) : null;
    return {
      ordinal: index + 1,
      wave,
      afterOrdinal: predecessorOf(row, op, ordinals),
      placeNo: place.placeNo,
      op,
      identity: row.identity,
      memberKey: row.identity,
      // An enter at a list is about the contact as it is now, not as it once was there.
      recordId:
        place.kind === "list" && op === "enter"
          ? (contactRows.get(row.identity)?.recordId ?? row.synced?.recordId ?? null)
          : recordId,
      saidHash: op === "leave" ? "" : row.hash,
      addressHash: address ?? "",
      address,
      isAddressChanged: isWrite && (row.synced === undefined || row.synced.addressHash !== (address ?? "")),
      properties: place.kind === "contact" ? writtenProperties(request, row, op) : {},
      isCalled: note === null,
      note,
    };
  });
}

function waveOf(row: Judged, op: Op): Wave {
  if (op === "leave") return 3;
  return row.place.place.kind === "contact" ? 1 : 2;
}

function writtenProperties(request: PlanRequest<DesiredRows>, row: Judged, op: Op): Record<string, string> {
  return Object.fromEntries(
    request.properties.map((name, index) => [name, op === "leave" ? "" : (row.member?.properties[index] ?? "")]),
  );
}

function ordinalKey(row: Judged, op: Op): string {
  const { kind, model } = row.place.place;
  return kind === "contact" ? `contact\n${op}\n${row.identity}` : `list\n${op}\n${model}\n${row.identity}`;
}

/** A list enter follows its contact's write; a list leave follows the same member's enter of the same model. */
function predecessorOf(row: Judged, op: Op, ordinals: ReadonlyMap<string, number>): number | null {
  const { kind, model } = row.place.place;
  if (kind === "contact") return null;
  if (op === "leave") return ordinals.get(`list\nenter\n${model}\n${row.identity}`) ?? null;
  return ordinals.get(`contact\nenter\n${row.identity}`) ?? ordinals.get(`contact\nupdate\n${row.identity}`) ?? null;
}

/** Why a leave is closed without a call, or null. */
function noteWithoutCall(
  request: PlanRequest<DesiredRows>,
  state: State,
  row: Judged,
  recordId: string | null,
  judged: readonly Judged[],
): string | null {
  const { place } = row.place;
  if (place.kind === "contact" && request.onLeave === "keep") return REASON.kept;
  if (recordId === null) return null;
  if (state.kept(place.placeNo).has(recordId)) return REASON.kept;
  const isHeld = judged.some(
    (other) =>
      other.place.place.placeNo === place.placeNo &&
      other.isDesired &&
      other.synced !== undefined &&
      !isTombstone(other.synced) &&
      other.synced.recordId === recordId,
  );
  return isHeld ? REASON.sameRecord : null;
}

function countSources(desired: DesiredRows): readonly Omit<SourceCounts, "rowsBefore">[] {
  return [
    countSource(
      desired.members.model,
      desired.members.rows.map((row) => row.key),
    ),
    ...desired.audiences.map(({ model, rows }) =>
      countSource(
        model,
        rows.map((row) => row.memberKey),
      ),
    ),
  ];
}

function countSource(model: string, keys: readonly string[]): Omit<SourceCounts, "rowsBefore"> {
  return {
    model,
    rows: keys.length,
    duplicates: keys.length - new Set(keys.filter((key) => key !== "")).size,
  };
}

function countPlace(
  request: PlanRequest<DesiredRows>,
  state: State,
  planned: PlannedPlace,
  judged: readonly Judged[],
): PlaceCounts {
  const { place } = planned;
  const here = judged.filter((row) => row.place.place.placeNo === place.placeNo);
  const of = (name: Class["is"]): number => here.filter((row) => row.class.is === name).length;
  const refusedBy: Record<string, number> = {};
  for (const row of here) {
    const reason = refusedReason(row);
    if (reason !== null) refusedBy[reason] = (refusedBy[reason] ?? 0) + 1;
  }
  const rows = [...state.synced(place.placeNo).values()].filter((row) => !isTombstone(row));
  return {
    placeNo: place.placeNo,
    kind: place.kind,
    name: place.name,
    listId: place.listId,
    isInFile: planned.isInFile,
    desired: here.filter((row) => row.isDesired).length,
    synced: rows.length,
    enter: of("enter"),
    update: of("update"),
    leave: of("leave"),
    leaveWithoutCall: here.filter(
      (row) =>
        row.class.is === "leave" && noteWithoutCall(request, state, row, row.synced?.recordId ?? null, judged) !== null,
    ).length,
    unchanged: of("unchanged"),
    waiting: of("waiting"),
    refused: of("refused"),
    refusedBy,
    suppressed: 0,
    heldOut: 0,
    kept: state.kept(place.placeNo).size,
    countAtDestination: planned.countAtDestination,
  };
}

function countMoves(judged: readonly Judged[]): readonly Move[] {
  const enterOf = new Map(
    judged
      .filter((row) => row.class.is === "enter" && row.place.place.kind === "list")
      .map((row) => [`${row.place.place.model}\n${row.identity}`, row.place.place.name]),
  );
  const counts = new Map<string, Move>();
  for (const row of judged) {
    if (row.class.is !== "leave" || row.place.place.kind !== "list") continue;
    const to = enterOf.get(`${row.place.place.model}\n${row.identity}`);
    if (to === undefined) continue;
    const from = row.place.place.name;
    const key = `${from}\n${to}`;
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
