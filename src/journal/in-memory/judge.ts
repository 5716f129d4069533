/** Judges every identity of desired ∪ synced at every place of a plan: the rules that come before `classify`. */
import { REASON } from "../../domain/receipt.ts";
import type { PlannedPlace, PlanRequest } from "../journal.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import { classify, type Class } from "./classify.ts";
import { MEMBERSHIP_HASH } from "./decisions.ts";
import { identifyMembers, isDataError, strangerIdentity } from "./identities.ts";
import { isTombstone, type DesiredMember, type DesiredRows, type State, type SyncedRow } from "./rows.ts";
import { subtract, type Subtracted, type Subtraction } from "./subtract.ts";

/** One identity at one place, judged. */
export interface Judged {
  readonly place: PlannedPlace;
  readonly identity: string;
  /** Whom it is desired for; of what is not desired, whom it was said of last. */
  readonly memberKey: string;
  readonly member: DesiredMember | undefined;
  readonly isDesired: boolean;
  readonly hash: string;
  readonly synced: SyncedRow | undefined;
  readonly class: Class;
}

export interface Judgement {
  readonly rows: readonly Judged[];
  /** Besides: who is suppressed, without consent or held out. Those of them who are somewhere are rows as well. */
  readonly subtracted: readonly Subtracted[];
  readonly suppressedAddresses: ReadonlySet<string>;
}

type Question = Omit<Judged, "class"> & { readonly ruleReason: string | null; readonly mustWait: boolean };

interface Scope {
  readonly request: PlanRequest<DesiredRows>;
  readonly state: State;
  /** Each once, also those who are subtracted. */
  readonly members: ReadonlyMap<string, DesiredMember>;
  readonly subtraction: Subtraction;
}

/** Contacts first, then what lists should hold, then what they should not. */
export function judgeRows(request: PlanRequest<DesiredRows>, state: State): Judgement {
  const members = distinctMembers(request.desired.members.rows);
  const subtraction = subtract(request, members);
  const scope: Scope = { request, state, members, subtraction };
  const contacts = request.places
    .filter(({ place }) => place.kind === "contact")
    .flatMap((place) => judgeContacts(scope, place));
  const contactOf = new Map(
    contacts.filter(({ isDesired }) => isDesired).map((contact) => [contact.memberKey, contact]),
  );
  const lists = request.places.filter(({ place }) => place.kind === "list");
  const enters = lists.flatMap((place) => judgeDesired(scope, place, contactOf));
  const waitingEnters = new Set(enters.filter(isWaiting).map((row) => `${row.place.place.model}\n${row.memberKey}`));
  const leaves = lists.flatMap((place) => {
    const here = enters.filter((row) => row.place === place).map(({ identity }) => identity);
    return judgeUndesired(scope, place, { desired: new Set(here), waitingEnters });
  });
  const { suppressedAddresses } = subtraction.exclusions;
  return { rows: [...contacts, ...enters, ...leaves], subtracted: subtraction.subtracted, suppressedAddresses };
}

/** Why the row is refused, or null when it is not. */
export function refusedReason(row: Judged): string | null {
  return row.class.is === "refused" ? row.class.reason : null;
}

/** Which of two rows with one key counts is left open: a plan with duplicates is never applied. */
function distinctMembers(rows: readonly DesiredMember[]): ReadonlyMap<string, DesiredMember> {
  const members = new Map<string, DesiredMember>();
  for (const row of rows) if (row.key !== "" && !members.has(row.key)) members.set(row.key, row);
  return members;
}

function judgeContacts(scope: Scope, place: PlannedPlace): readonly Judged[] {
  const { request, state, members, subtraction } = scope;
  const { placeNo } = place.place;
  const synced = state.synced(placeNo);
  const here = subtraction.desiredAt(placeNo);
  const desired = new Map([...members].filter(([memberKey]) => here.has(memberKey)));
  const identified = identifyMembers(request, desired, synced);
  const wanted = [...desired].flatMap(([memberKey, member]) => {
    const { identity, reason } = identified.get(memberKey) ?? { identity: memberKey, reason: null };
    return judge(request, state, {
      place,
      identity,
      memberKey,
      member,
      isDesired: true,
      hash: contactHash(request.mappingHash, member),
      synced: synced.get(identity),
      ruleReason: reason,
      mustWait: false,
    });
  });
  const identities = new Set(wanted.map(({ identity }) => identity));
  const waiting = new Set(wanted.filter(isWaiting).map(({ memberKey }) => memberKey));
  const unwanted = [...synced].flatMap(([identity, row]) =>
    identities.has(identity)
      ? []
      : judge(request, state, {
          place,
          identity,
          memberKey: row.memberKey,
          member: undefined,
          isDesired: false,
          hash: contactHash(request.mappingHash, undefined),
          synced: row,
          // Under an address of before: neither entered nor left either.
          ruleReason: isDataError(desired.get(row.memberKey)) ? REASON.dataError : null,
          mustWait: waiting.has(row.memberKey),
        }),
  );
  return [...wanted, ...unwanted];
}

function isWaiting(row: Judged): boolean {
  return row.class.is === "waiting";
}

/** A readable stand-in for a hash: equal exactly when mapping, address and properties are. */
function contactHash(mappingHash: string, member: DesiredMember | undefined): string {
  const address = normaliseAddress(member?.email ?? null);
  return JSON.stringify([mappingHash, address, member?.properties.map((value) => value ?? "")]);
}

function judgeDesired(
  { request, state, subtraction }: Scope,
  place: PlannedPlace,
  contactOf: ReadonlyMap<string, Judged>,
): readonly Judged[] {
  const { placeNo } = place.place;
  const synced = state.synced(placeNo);
  return [...subtraction.desiredAt(placeNo)].flatMap((memberKey) => {
    const contact = contactOf.get(memberKey);
    const identity = contact?.identity ?? strangerIdentity(request, memberKey);
    const row = synced.get(identity);
    const isThere = row !== undefined && !isTombstone(row) && row.isSettled;
    const contactReason = contact === undefined ? REASON.notAMember : refusedReason(contact);
    return judge(request, state, {
      place,
      identity,
      memberKey,
      member: contact?.member,
      isDesired: true,
      hash: MEMBERSHIP_HASH,
      synced: row,
      // A refused contact stops enters, not what was accepted before; a data error freezes both.
      ruleReason: contactReason === REASON.dataError || !isThere ? contactReason : null,
      mustWait: contact?.class.is === "waiting" && !hasRecord(contact.synced),
    });
  });
}

/** There is a contact of ours to put on a list. */
function hasRecord(contact: SyncedRow | undefined): boolean {
  return contact !== undefined && !isTombstone(contact) && contact.recordId !== null;
}

function judgeUndesired(
  { request, state, members, subtraction }: Scope,
  place: PlannedPlace,
  { desired, waitingEnters }: { readonly desired: ReadonlySet<string>; readonly waitingEnters: ReadonlySet<string> },
): readonly Judged[] {
  const { placeNo, model } = place.place;
  const { exclusions } = subtraction;
  return [...state.synced(placeNo)].flatMap(([identity, synced]) => {
    if (desired.has(identity)) return [];
    const { memberKey } = synced;
    const member = members.get(memberKey);
    const isExcluded = exclusions.blockOf(memberKey) !== null || exclusions.isHeldOut(model, memberKey);
    return judge(request, state, {
      place,
      identity,
      memberKey,
      member,
      isDesired: false,
      hash: MEMBERSHIP_HASH,
      synced,
      // Who must not be here is not here because a tier is unknown.
      ruleReason: isDataError(member) && !isExcluded ? REASON.dataError : null,
      mustWait: waitingEnters.has(`${place.place.model}\n${memberKey}`),
    });
  });
}

function judge(request: PlanRequest<DesiredRows>, state: State, question: Question): readonly Judged[] {
  const { ruleReason, mustWait, ...row } = question;
  const result = classify({
    kind: row.place.place.kind,
    desiredHash: row.isDesired ? row.hash : null,
    isSameMember: row.synced?.memberKey === row.memberKey,
    ruleReason,
    mustWait,
    synced: row.synced,
    refused: state.refused(row.place.place.placeNo, row.identity),
    saidBeforeMs: state.saidBefore(row.place.place.placeNo),
    nowMs: state.nowMs,
    coolDownMs: request.coolDownMs,
    runNo: request.runNo,
  });
  return result === undefined ? [] : [{ ...row, class: result }];
}
