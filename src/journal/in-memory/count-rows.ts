/** Counts a comparison: per source, per place, and who moves between lists of one model. */
import type { Move, PlaceCounts, PlanMapping, SourceCounts } from "../../domain/plan.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlannedPlace } from "../journal.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import type { Class } from "./classify.ts";
import { refusedReason, type Judged, type Judgement } from "./judge.ts";
import { isTombstone, type DesiredRows, type State, type StoredChange } from "./rows.ts";
import { compareText } from "./store-changes.ts";

export function countSources(desired: DesiredRows): readonly Omit<SourceCounts, "rowsBefore">[] {
  return [
    countSource(
      desired.members.model,
      desired.members.rows.map((row) => row.key),
    ),
    ...(desired.suppress === null ? [] : [countSuppression(desired.suppress, desired.members.rows)]),
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
    isSuppression: false,
    unmatched: 0,
  };
}

/** One person may be named twice; a row that names nobody is a fault of the model. */
function countSuppression(
  { model, rows }: NonNullable<DesiredRows["suppress"]>,
  members: DesiredRows["members"]["rows"],
): Omit<SourceCounts, "rowsBefore"> {
  const keys = new Set(members.map(({ key }) => key.trim()));
  const addresses = new Set(members.map(({ email }) => normaliseAddress(email)));
  const named = rows
    .map(({ memberKey, email }) => ({ key: memberKey?.trim() ?? "", address: normaliseAddress(email) }))
    .filter(({ key, address }) => key !== "" || address !== null);
  const unmatched = named.filter(
    ({ key, address }) => !(key !== "" && keys.has(key)) && !(address !== null && addresses.has(address)),
  );
  return {
    model,
    rows: rows.length,
    duplicates: rows.length - named.length,
    isSuppression: true,
    unmatched: unmatched.length,
  };
}

export function countPlace(
  state: State,
  planned: PlannedPlace,
  { rows, subtracted, changes }: Pick<Judgement, "rows" | "subtracted"> & { readonly changes: readonly StoredChange[] },
  mapping: PlanMapping,
): PlaceCounts {
  const { place } = planned;
  const here = rows.filter((row) => row.place.place.placeNo === place.placeNo);
  const without = subtracted.filter((row) => row.placeNo === place.placeNo).map(({ reason }) => reason);
  const blocks = without.filter((reason) => reason !== REASON.heldOut);
  const of = (name: Class["is"]): number => here.filter((row) => row.class.is === name).length;
  const live = [...state.synced(place.placeNo).values()].filter((row) => !isTombstone(row));
  const kept = state.kept(place.placeNo);
  return {
    placeNo: place.placeNo,
    kind: place.kind,
    name: place.name,
    listId: place.listId,
    isInFile: planned.isInFile,
    desired: here.filter((row) => row.isDesired).length,
    synced: live.length,
    unsettled: live.filter((row) => !row.isSettled).length,
    enter: of("enter"),
    enterUnsettled: here.filter((row) => row.class.is === "enter" && isUnsettled(row)).length,
    enterUnknown: here.filter(isUnknownContact).length,
    update: of("update"),
    updateRemapped: here.filter((row) => row.class.is === "update" && isRemapped(row, mapping)).length,
    leave: of("leave"),
    leaveWithoutCall: changes.filter((row) => row.placeNo === place.placeNo && row.op === "leave" && !row.isCalled)
      .length,
    unchanged: of("unchanged"),
    waiting: of("waiting"),
    refused: of("refused"),
    refusedBy: countByReason(here.map(refusedReason)),
    suppressed: blocks.length,
    suppressedBy: countByReason(blocks),
    heldOut: without.length - blocks.length,
    kept: kept.size,
    keptSynced: new Set(live.map((row) => row.recordId).filter((id) => id !== null && kept.has(id))).size,
    countAtDestination: planned.countAtDestination,
  };
}

/** What is not settled would be said again under the same mapping, too. */
function isRemapped({ synced }: Judged, { sinceMs }: PlanMapping): boolean {
  return synced !== undefined && synced.isSettled && (sinceMs === null || synced.saidAtMs < sinceMs);
}

function isUnsettled({ synced }: Judged): boolean {
  return synced !== undefined && !synced.isSettled;
}

/** A first write: neither acknowledged nor perhaps sent. */
function isUnknownContact({ place, synced, class: { is } }: Judged): boolean {
  if (place.place.kind !== "contact" || is !== "enter") return false;
  return synced === undefined || (isTombstone(synced) && synced.recordId === null);
}

function countByReason(reasons: readonly (string | null)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) if (reason !== null) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** By the names of the lists. Who stays on a list under another address does not move. */
export function countMoves(judged: readonly Judged[]): readonly Move[] {
  const enterOf = new Map(
    judged
      .filter((row) => row.class.is === "enter" && row.place.place.kind === "list")
      .map((row) => [`${row.place.place.model}\n${row.memberKey}`, row.place.place.name]),
  );
  const counts = new Map<string, Move>();
  for (const row of judged) {
    if (row.class.is !== "leave" || row.place.place.kind !== "list") continue;
    const to = enterOf.get(`${row.place.place.model}\n${row.memberKey}`);
    const from = row.place.place.name;
    if (to === undefined || to === from) continue;
    const key = `${from}\n${to}`;
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}
