/** What people decide about places, in memory: the specification. */
import { InvariantError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { TakingOver } from "../taking-over.ts";
import { isTombstone } from "./rows.ts";
import { rowsAt, type SyncState } from "./sync-state.ts";

/** Every list row says the same thing. */
export const MEMBERSHIP_HASH = "member";

/** `saidAtMs`: when the owner before may have said something last, or `NEVER_SAID_MS`. */
export function takeOverPlace(
  state: SyncState,
  placeNo: number,
  { listId, present }: TakingOver,
  at: { readonly nowMs: number; readonly saidAtMs: number },
): void {
  const place = ownedPlace(state, placeNo);
  if (place.takenAtMs !== null)
    throw new InvariantError("place_taken", `Place ${placeNo} was taken already; it can only be released.`);
  state.places.set(placeNo, { ...place, listId, isCreatedByUs: false, takenAtMs: at.nowMs });
  state.kept.set(placeNo, new Set(present.flatMap(({ recordId, claimed }) => (claimed === null ? [recordId] : []))));
  const synced = rowsAt(state.synced, placeNo);
  for (const { recordId, claimed } of present) {
    if (claimed === null) continue;
    const { identity, memberKey } = claimed;
    const said = { saidOp: "enter" as const, saidHash: MEMBERSHIP_HASH, addressHash: "", saidAtMs: at.saidAtMs };
    synced.set(identity, { placeNo, identity, memberKey, recordId, ...said, isSettled: true });
  }
}

/** The number of rows forgotten. */
export function releasePlace(state: SyncState, placeNo: number): number {
  const place = ownedPlace(state, placeNo);
  const rows = [...rowsAt(state.synced, placeNo).values()];
  const lastSaidAtMs = rows.length === 0 ? null : Math.max(...rows.map(({ saidAtMs }) => saidAtMs));
  state.released.push({ place, lastSaidAtMs });
  state.places.delete(placeNo);
  state.synced.delete(placeNo);
  state.refused.delete(placeNo);
  state.kept.delete(placeNo);
  return rows.length;
}

/** Null: never, as far as this state knows. */
export function saidBefore(
  states: Iterable<SyncState>,
  place: Pick<Place, "kind" | "accountId" | "listId">,
  begunAnewAtMs: number | null,
): number | null {
  const times = [...states]
    .flatMap(({ released }) => released)
    .filter(({ place: other }) => other.kind === place.kind && other.accountId === place.accountId)
    .filter(({ place: other }) => place.kind === "contact" || (place.listId !== null && other.listId === place.listId))
    .flatMap(({ lastSaidAtMs }) => lastSaidAtMs ?? []);
  const known = begunAnewAtMs === null ? times : [...times, begunAnewAtMs];
  return known.length === 0 ? null : Math.max(...known);
}

/** Live contact rows by record; a record of two members is nobody's. */
export function acknowledgedRecords(state: SyncState, recordIds: readonly string[]): ReadonlyMap<string, string> {
  const contact = [...state.places.values()].find(({ kind }) => kind === "contact");
  const holders = new Map<string, Set<string>>();
  for (const row of contact === undefined ? [] : rowsAt(state.synced, contact.placeNo).values()) {
    if (isTombstone(row) || row.recordId === null || !recordIds.includes(row.recordId)) continue;
    holders.set(row.recordId, (holders.get(row.recordId) ?? new Set()).add(row.memberKey));
  }
  return new Map(
    [...holders].flatMap(([recordId, [memberKey = "", ...others]]) =>
      others.length === 0 ? [[recordId, memberKey]] : [],
    ),
  );
}

function ownedPlace(state: SyncState, placeNo: number): Place {
  const place = state.places.get(placeNo);
  if (place !== undefined) return place;
  throw new InvariantError("place_unknown", `Place ${placeNo} is none of this sync's.`);
}
