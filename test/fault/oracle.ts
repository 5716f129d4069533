/**
 * The promise, judged from outside: what stands at the stand-in against what should, and what was sent when. It knows
 * nothing of plans but what a person is shown.
 */
import type { MemberAtPlace } from "../../src/journal/journal.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { Excluded } from "./excluded.ts";
import { TIERS, type Member, type Truth } from "./truth.ts";
import type { Write } from "./wire.ts";

export const LIST_OF = (tier: string): string => `Loyalty ${tier}`;

/** Whom people touched by hand. */
interface Touched {
  /** Contacts they put on a list: `list record`. */
  readonly foreign: ReadonlySet<string>;
  /** Members whom they took from a list, whose contact they deleted, or whose id was lost in a merge. */
  readonly handled: ReadonlySet<string>;
  /** Members whose ids were given to other records, or who took another member in: their lists show it only when read back. */
  readonly exchanged: ReadonlySet<string>;
  /** Records whose id was given to a stranger. */
  readonly bereft: ReadonlySet<string>;
}

export interface Outside {
  readonly sandbox: HubSpotSandbox;
  readonly truth: Truth;
  /** Who must not be sent now. */
  readonly excluded: Excluded;
  readonly people: Touched;
  /** Every contact row was to be sent again in the end. */
  readonly isMended: boolean;
  /** What is shown of a member. */
  readonly shown: ReadonlyMap<string, readonly MemberAtPlace[]>;
}

export interface Judgement {
  readonly wrong: readonly string[];
  /** Rows compared, and those that differ with a reason shown. */
  readonly compared: number;
  readonly excused: number;
}

/** Membership equals the audience, payloads equal the models, whoever was foreign is still there. */
export function judgeEnd(outside: Outside): Judgement {
  const wrong: string[] = [];
  let compared = 0;
  let excused = 0;
  const judge = (member: Member, difference: string | null, place: string): void => {
    compared += 1;
    if (difference === null) return;
    if (isExcused(outside, member, place)) excused += 1;
    else wrong.push(difference);
  };
  for (const member of outside.truth.members.values()) {
    for (const tier of TIERS) judge(member, membershipDifference(outside, member, tier), LIST_OF(tier));
    judge(member, payloadDifference(outside, member), "contacts");
  }
  return { wrong: [...wrong, ...strangers(outside), ...lostForeigners(outside)], compared, excused };
}

function membershipDifference(outside: Outside, member: Member, tier: string): string | null {
  const { sandbox, people, excluded } = outside;
  const { foreign } = people;
  const list = LIST_OF(tier);
  const records = recordsOf(sandbox, member.key);
  const isThere = (sandbox.membersOf(list) ?? []).some((id) => records.includes(id));
  const isExcluded = excluded.blocked.has(member.key) || excluded.heldOut.has(member.key);
  const isDesired = member.isMember && !member.isDataError && member.tier === tier && !isExcluded;
  if (isThere === isDesired || (isThere && records.some((id) => foreign.has(`${list} ${id}`)))) return null;
  return `${member.key} is ${isThere ? "" : "not "}on ${list}, but should ${isDesired ? "" : "not "}be`;
}

function payloadDifference({ sandbox, excluded }: Outside, member: Member): string | null {
  const records = recordsOf(sandbox, member.key);
  if (records.length > 1) return `${member.key} has ${records.length} contacts`;
  const [record] = records;
  const properties = record === undefined ? undefined : sandbox.contact(record)?.properties;
  if (!member.isMember || excluded.blocked.has(member.key)) {
    const left = properties?.["loyalty_points"];
    return left === undefined ? null : `${member.key} left, but its contact still says ${left} points`;
  }
  if (properties === undefined) return `${member.key} has no contact`;
  // An address that a member no longer has stays: none is ever taken away.
  const address = member.email === null ? null : (properties["email"] ?? null);
  const said = `${properties["loyalty_points"] ?? "no"} points, ${address ?? "any address"}`;
  const meant = `${member.points} points, ${member.email ?? "any address"}`;
  return said === meant ? null : `${member.key} has ${said} instead of ${meant}`;
}

/** Only an awkward row may differ, and only when a person is told why. Nobody excuses who must not be sent. */
function isExcused(outside: Outside, { key, isMember }: Member, place: string): boolean {
  const { truth, people, shown, excluded } = outside;
  if (people.handled.has(key)) return true;
  // What is sent after an exchange must reach the right record. Of whoever left, or was excluded, before it nothing is sent.
  const isSentAgain = place === "contacts" && outside.isMended && isMember && !excluded.blocked.has(key);
  if (people.exchanged.has(key) && !isSentAgain) return true;
  if (excluded.blocked.has(key) || (place !== "contacts" && excluded.heldOut.has(key))) return false;
  if (!truth.awkward.has(key)) return false;
  const told = shown.get(key) ?? [];
  return told.some(
    ({ place: { name }, refused, planned }) =>
      (name === place || name === "contacts") && (refused !== null || (planned?.reason ?? null) !== null),
  );
}

/** A contact on a list that is no member's and that nobody put there. */
function strangers({ sandbox, people: { foreign, bereft } }: Outside): readonly string[] {
  return TIERS.flatMap((tier) =>
    (sandbox.membersOf(LIST_OF(tier)) ?? []).flatMap((id) => {
      const isKnown = sandbox.contact(id)?.properties["loyalty_member_id"] !== undefined;
      return isKnown || bereft.has(id) || foreign.has(`${LIST_OF(tier)} ${id}`)
        ? []
        : [`record ${id} is on ${LIST_OF(tier)}: whose?`];
    }),
  );
}

function lostForeigners({ sandbox, people: { foreign } }: Outside): readonly string[] {
  return [...foreign].flatMap((entry) => {
    const at = entry.lastIndexOf(" ");
    const [list, id] = [entry.slice(0, at), entry.slice(at + 1)];
    return sandbox.membersOf(list)?.includes(id) === true ? [] : [`foreign record ${id} was removed from ${list}`];
  });
}

/** Movers are always on some list once they were on one. */
export function moversOnNone(sandbox: HubSpotSandbox, truth: Truth, seen: Set<string>): readonly string[] {
  const lists = TIERS.map((tier) => new Set(sandbox.membersOf(LIST_OF(tier)) ?? []));
  return truth.movers.flatMap((key) => {
    const records = recordsOf(sandbox, key);
    const isOnOne = lists.some((list) => records.some((id) => list.has(id)));
    if (isOnOne) seen.add(key);
    return isOnOne || !seen.has(key) ? [] : [`${key} was on no list while it moved`];
  });
}

/** No write says the contrary of an earlier one of the same row before L is over. Awkward records may change hands. */
export function contradictions(outside: Outside, writes: readonly Write[], coolDownMs: number): readonly string[] {
  const last = new Map<string, { readonly verb: string; readonly atMs: number }>();
  const wrong: string[] = [];
  for (const { atMs, membership } of writes.toSorted((a, b) => a.atMs - b.atMs)) {
    for (const id of membership?.recordIds ?? []) {
      const key = outside.sandbox.contact(id)?.properties["loyalty_member_id"];
      if (
        membership === null ||
        key === undefined ||
        outside.truth.awkward.has(key) ||
        outside.people.exchanged.has(key)
      )
        continue;
      const row = `${membership.listId} ${id}`;
      const before = last.get(row);
      if (before !== undefined && before.verb !== membership.verb && atMs - before.atMs < coolDownMs)
        wrong.push(`${key}: ${membership.verb} ${(atMs - before.atMs) / 1000} s after ${before.verb}`);
      last.set(row, { verb: membership.verb, atMs });
    }
  }
  return wrong;
}

/** Nothing is said about somebody whom the runner's own plan had to leave out. */
export function forbiddenWrites(
  writes: readonly Write[],
  excludedOf: ReadonlyMap<string, Excluded>,
): readonly string[] {
  return writes.flatMap(({ runner, membership, members }) => {
    const excluded = excludedOf.get(runner);
    const isOut = (key: string): boolean =>
      excluded === undefined || excluded.blocked.has(key) || (membership !== null && excluded.heldOut.has(key));
    const place = membership === null ? "as a contact" : `to list ${membership.listId}`;
    return members.filter(isOut).map((key) => `${runner} sent ${key} ${place}, who must not be sent`);
  });
}

export interface Takeover {
  readonly fence: number;
  readonly runner: string;
  readonly atMs: number;
}

/** Nobody writes longer than P after another runner took the lease. */
export function lateWrites(
  writes: readonly Write[],
  takeovers: readonly Takeover[],
  stallMs: number,
): readonly string[] {
  return takeovers.flatMap(({ fence, atMs }) => {
    const earlier = new Set(takeovers.filter((other) => other.fence < fence).map(({ runner }) => runner));
    return writes
      .filter((write) => earlier.has(write.runner) && write.atMs > atMs + stallMs)
      .map((write) => `${write.runner} wrote ${(write.atMs - atMs) / 1000} s after fence ${fence} was given out`);
  });
}

function recordsOf(sandbox: HubSpotSandbox, key: string): readonly string[] {
  return sandbox
    .contacts()
    .filter(({ properties }) => properties["loyalty_member_id"] === key)
    .map(({ id }) => id);
}
