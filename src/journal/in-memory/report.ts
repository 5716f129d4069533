/** What people are told: a sync's status, one member's rows, the rows of a plan. */
import { REASON } from "../../domain/receipt.ts";
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import type { Place } from "../../domain/place.ts";
import { NEVER_SAID_MS, type MemberAtPlace, type NotSentCount, type SyncStatus } from "../journal.ts";
import type { PlanRow, PlanRowFilter } from "../plan-row.ts";
import { changeOf } from "./in-memory-plan.ts";
import { compareText } from "./store-changes.ts";
import { isTombstone, type PlanContent, type StoredChange, type StoredPlan, type Unsent } from "./rows.ts";
import { lastApplied, rowsAt, type SyncState } from "./sync-state.ts";

/** `saidBefore`: when something may last have been said at a place of whose rows nothing is known; null for never. */
export function statusOf(sync: string, state: SyncState, saidBefore: (placeNo: number) => number | null): SyncStatus {
  const lastPlan = state.plans.at(-1);
  return {
    sync,
    paused: state.paused,
    lastRun: state.runs.at(-1) ?? null,
    lastPlan: lastPlan?.head ?? null,
    lastAppliedPlan: lastApplied(state)?.head ?? null,
    places: [...state.places.values()].map((place) => {
      const live = [...rowsAt(state.synced, place.placeNo).values()].filter((row) => !isTombstone(row));
      return {
        place,
        synced: live.length,
        unsettled: live.filter((row) => !row.isSettled).length,
        kept: state.kept.get(place.placeNo)?.size ?? 0,
      };
    }),
    notSent: countNotSent(lastPlan, (row) => waitsSince(state, row, saidBefore)),
  };
}

/** When what the row contradicts was last said; null: it does not wait for that. */
function waitsSince(state: SyncState, row: Unsent, saidBefore: (placeNo: number) => number | null): number | null {
  if (row.class !== "waiting" || row.reason !== REASON.coolDown) return null;
  return rowsAt(state.synced, row.placeNo).get(row.identity)?.saidAtMs ?? saidBefore(row.placeNo);
}

/** By place, class and reason. */
function countNotSent(plan: StoredPlan | undefined, since: (row: Unsent) => number | null): readonly NotSentCount[] {
  const counts = new Map<string, NotSentCount>();
  const answered = (plan?.changes ?? []).flatMap((row) => {
    const receipt = row.isCalled ? plan?.receipts.get(row.ordinal) : undefined;
    if (receipt?.outcome !== "refused" && receipt?.outcome !== "withheld") return [];
    return [{ placeNo: row.placeNo, class: receipt.outcome, reason: receipt.reason ?? "", atMs: null }];
  });
  const unsent = (plan?.unsent ?? []).map((row) => ({ ...row, atMs: since(row) }));
  for (const { placeNo, class: name, reason, atMs } of [...unsent, ...answered]) {
    const key = `${String(placeNo).padStart(12, "0")}\n${name}\n${reason}`;
    const before = counts.get(key);
    const saidAtMs = spanOf(before?.saidAtMs ?? null, atMs);
    counts.set(key, { placeNo, class: name, reason, count: (before?.count ?? 0) + 1, saidAtMs });
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function spanOf(span: NotSentCount["saidAtMs"], atMs: number | null): NotSentCount["saidAtMs"] {
  if (atMs === null) return span;
  return { first: Math.min(span?.first ?? atMs, atMs), last: Math.max(span?.last ?? atMs, atMs) };
}

/** By ordinal. */
export function rowsOfPlan(plan: PlanContent, filter: PlanRowFilter): readonly PlanRow[] {
  const moves = movesOf(plan.changes);
  return plan.changes
    .filter((row) => filter.placeNo === undefined || row.placeNo === filter.placeNo)
    .filter((row) => filter.op === undefined || row.op === filter.op)
    .filter(
      (row) => filter.move === undefined || (row.op === "leave" && isSameMove(filter.move, moves.get(row.ordinal))),
    )
    .slice(0, filter.limit)
    .map((row) => {
      const receipt = plan.receipts.get(row.ordinal);
      return {
        ...changeOf(plan, row),
        isCalled: row.isCalled,
        note: row.note,
        move: moves.get(row.ordinal) ?? null,
        receipt: receipt === undefined ? null : { outcome: receipt.outcome, reason: receipt.reason },
      };
    });
}

type MoveOfRow = NonNullable<PlanRow["move"]>;

/**
 * A leave that follows an enter at another place is a move. An enter that several leaves lead to names the first of their
 * places, and none when that is its own, where somebody is left under another address.
 */
function movesOf(changes: readonly StoredChange[]): ReadonlyMap<number, MoveOfRow> {
  const moves = new Map<number, MoveOfRow>();
  for (const leave of changes) {
    if (leave.op !== "leave" || leave.afterOrdinal === null) continue;
    const enter = changes[leave.afterOrdinal - 1];
    if (enter === undefined) continue;
    const move = { fromPlaceNo: leave.placeNo, toPlaceNo: enter.placeNo };
    moves.set(leave.ordinal, move);
    const known = moves.get(enter.ordinal);
    if (known === undefined || move.fromPlaceNo < known.fromPlaceNo) moves.set(enter.ordinal, move);
  }
  return new Map([...moves].filter(([, { fromPlaceNo, toPlaceNo }]) => fromPlaceNo !== toPlaceNo));
}

function isSameMove(wanted: MoveOfRow, move: MoveOfRow | undefined): boolean {
  return move?.fromPlaceNo === wanted.fromPlaceNo && move.toPlaceNo === wanted.toPlaceNo;
}

/** Where anything is known of this member, by place, then identity. */
export function memberAtPlaces(state: SyncState, memberKey: string): readonly MemberAtPlace[] {
  const plan = state.plans.at(-1);
  return [...state.places.values()].flatMap((place) =>
    identitiesAt(state, plan, place, memberKey).flatMap((identity) => {
      const row = rowsAt(state.synced, place.placeNo).get(identity);
      const synced = row?.memberKey === memberKey ? row : undefined;
      const refused = rowsAt(state.refused, place.placeNo).get(identity);
      const planned = plannedFor(plan, place, { identity, memberKey });
      if (synced === undefined && refused === undefined && planned === null) return [];
      return [
        {
          place,
          identity,
          recordId: synced?.recordId ?? null,
          saidOp: synced?.saidOp ?? null,
          saidAtMs: synced === undefined || synced.saidAtMs === NEVER_SAID_MS ? null : synced.saidAtMs,
          isSettled: synced?.isSettled ?? null,
          refused:
            refused === undefined
              ? null
              : {
                  reason: refused.reason,
                  message: refused.message,
                  times: refused.times,
                  nextRunNo: refused.nextRunNo,
                },
          planned,
        },
      ];
    }),
  );
}

/** Why a plan subtracts somebody: said of the member, whatever the identity. */
function isSubtracted({ class: name }: Pick<Unsent, "class">): boolean {
  return name === "suppressed" || name === "held_out";
}

/** What was said, or planned, of a member here; when there is nothing but a reason to subtract them, that. */
function identitiesAt(
  state: SyncState,
  plan: StoredPlan | undefined,
  { placeNo }: Place,
  memberKey: string,
): readonly string[] {
  const synced = [...rowsAt(state.synced, placeNo).values()];
  const unsent = plan?.unsent ?? [];
  const rows = [...synced, ...(plan?.changes ?? []), ...unsent.filter((row) => !isSubtracted(row))];
  const isHere = (row: { readonly placeNo: number; readonly memberKey: string }): boolean =>
    row.placeNo === placeNo && row.memberKey === memberKey;
  const here = new Set(rows.filter(isHere).map(({ identity }) => identity));
  // Of somebody whom the destination refused, and of whom nothing else is known.
  if (here.size === 0) for (const row of unsent.filter(isHere)) here.add(row.identity);
  return here.size === 0 ? [memberKey] : [...here].toSorted(compareText);
}

/** Null when the newest plan does not speak of the member here: it is as it should be, or nothing of ours. */
function plannedFor(
  plan: StoredPlan | undefined,
  place: Place,
  { identity, memberKey }: { readonly identity: string; readonly memberKey: string },
): MemberAtPlace["planned"] {
  if (plan === undefined) return null;
  const { planNo } = plan.head;
  const isSame = (row: { readonly placeNo: number; readonly identity: string; readonly memberKey: string }): boolean =>
    row.placeNo === place.placeNo && row.identity === identity && row.memberKey === memberKey;
  const change = plan.changes.find(isSame);
  const rows = plan.unsent.filter((row) => isSame(row) || (isSubtracted(row) && isSame({ ...row, identity })));
  const [first] = rows;
  const unsent = rows
    .map((row) => ({ class: row.class, reason: row.reason }))
    .toSorted((a, b) => (`${a.class} ${a.reason}` < `${b.class} ${b.reason}` ? -1 : 1));
  if (change !== undefined) {
    const receipt = plan.receipts.get(change.ordinal);
    const reason = change.note ?? receipt?.reason ?? first?.reason ?? null;
    return { planNo, op: change.op, reason, outcome: receipt?.outcome ?? null, unsent };
  }
  return first === undefined ? null : { planNo, op: null, reason: first.reason, outcome: null, unsent };
}

/** This journal drops no plan. */
export function receiptsOf(state: SyncState, memberKey: string, limit: number): MemberReceipts {
  const places = [...state.places.values(), ...state.released.map(({ place }) => place)];
  const names = new Map(places.map(({ placeNo, name }) => [placeNo, name]));
  const all = state.plans.flatMap(({ head, changes, receipts }) =>
    changes.flatMap(({ ordinal, placeNo, op, memberKey: whose }) => {
      const receipt = whose === memberKey ? receipts.get(ordinal) : undefined;
      if (receipt === undefined) return [];
      const { outcome, reason, atMs } = receipt;
      return [{ planNo: head.planNo, place: names.get(placeNo) ?? "", op, outcome, reason, atMs }];
    }),
  );
  return { total: all.length, newest: all.toReversed().slice(0, limit), isWhole: true };
}
