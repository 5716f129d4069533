/** What the in-memory journal holds of one sync: the rows of its tables. */
import type { Pause } from "../../domain/decision.ts";
import type { Place, PlaceSpec } from "../../domain/place.ts";
import { rowsBefore, type SourceCounts } from "../../domain/plan.ts";
import { REASON } from "../../domain/receipt.ts";
import type { RunRecord } from "../journal.ts";
import { isTombstone, type RefusedRow, type State, type StoredPlan, type SyncedRow } from "./rows.ts";

/** A place that was given up: what it was, and when something was last said there. */
export interface ReleasedPlace {
  readonly place: Place;
  readonly lastSaidAtMs: number | null;
}

export interface SyncState {
  fence: number;
  leaseEndsAtMs: number;
  readonly runs: RunRecord[];
  readonly places: Map<number, Place>;
  readonly released: ReleasedPlace[];
  paused: Pause | null;
  /** By number, ascending. */
  readonly plans: StoredPlan[];
  /** By place; then, for `synced` and `refused`, by identity. */
  readonly kept: Map<number, ReadonlySet<string>>;
  readonly synced: Map<number, Map<string, SyncedRow>>;
  readonly refused: Map<number, Map<string, RefusedRow>>;
}

export function newSyncState(): SyncState {
  return {
    fence: 0,
    leaseEndsAtMs: 0,
    runs: [],
    places: new Map(),
    released: [],
    paused: null,
    plans: [],
    kept: new Map(),
    synced: new Map(),
    refused: new Map(),
  };
}

/** One that may be changed without the other's being touched; plans and runs are shared. */
export function copyOf(state: SyncState): SyncState {
  return { ...state, synced: copyRows(state.synced), refused: copyRows(state.refused) };
}

function copyRows<Row>(rows: Map<number, Map<string, Row>>): Map<number, Map<string, Row>> {
  return new Map([...rows].map(([placeNo, row]) => [placeNo, new Map(row)]));
}

/** A known place with the model and audience that the file gives it now. */
export function renewedPlace({ places }: SyncState, { kind, name, model, audience }: PlaceSpec): Place | undefined {
  const known = [...places.values()].find((place) => place.kind === kind && place.name === name);
  if (known === undefined) return undefined;
  const renewed = { ...known, model, audience };
  places.set(known.placeNo, renewed);
  return renewed;
}

/** A place that is only proposed. */
export function addPlace(
  { places }: SyncState,
  proposed: PlaceSpec & Pick<Place, "placeNo" | "sync" | "accountId">,
): Place {
  const place = { ...proposed, listId: null, isCreatedByUs: false, takenAtMs: null };
  places.set(place.placeNo, place);
  return place;
}

/** The rows at a place, to read and to write. */
export function rowsAt<Row>(rows: Map<number, Map<string, Row>>, placeNo: number): Map<string, Row> {
  const known = rows.get(placeNo);
  if (known !== undefined) return known;
  const none = new Map<string, Row>();
  rows.set(placeNo, none);
  return none;
}

/** 0 when no plan was closed yet. */
export function lastClosedPlanNo({ plans }: SyncState): number {
  return plans.findLast(({ head }) => head.state === "closed")?.head.planNo ?? 0;
}

/** The newest plan that was announced. */
export function lastApplied({ plans }: SyncState): StoredPlan | undefined {
  return plans.findLast(({ head }) => head.applyingAtMs !== null);
}

/** Forgets settled leaves that were said at `saidAtMsMax` or before. */
export function purgeTombstones({ synced }: SyncState, saidAtMsMax: number): void {
  for (const rows of synced.values())
    for (const [identity, row] of rows) if (isTombstone(row) && row.saidAtMs <= saidAtMsMax) rows.delete(identity);
}

/** `saidBefore`: when something may last have been said at a place of whose rows nothing is known; null for never. */
export function stateView(state: SyncState, nowMs: number, saidBefore: (placeNo: number) => number | null): State {
  return {
    nowMs,
    saidBefore,
    synced: (placeNo) => rowsAt(state.synced, placeNo),
    refused: (placeNo, identity) => rowsAt(state.refused, placeNo).get(identity),
    kept: (placeNo) => state.kept.get(placeNo) ?? new Set(),
  };
}

/** The counts of the last applied plan beside those of now. */
export function withRowsBefore(
  state: SyncState,
  sources: readonly Omit<SourceCounts, "rowsBefore">[],
): readonly SourceCounts[] {
  const before = lastApplied(state);
  if (before === undefined) return sources.map((source) => ({ ...source, rowsBefore: null }));
  const isWhole =
    !before.changes.some((change) => isLeftOver(before, change)) &&
    !before.unsent.some((row) => row.class === "waiting");
  return sources.map((source) => ({ ...source, rowsBefore: rowsBefore(before.head.counts.sources, source, isWhole) }));
}

/** Perhaps or certainly not there yet. What waits for a predecessor that was refused is the refusal's business. */
function isLeftOver({ receipts }: StoredPlan, { ordinal, isCalled }: StoredPlan["changes"][number]): boolean {
  if (!isCalled) return false;
  const receipt = receipts.get(ordinal);
  if (receipt === undefined || receipt.outcome === "unsettled") return true;
  return receipt.outcome === "withheld" && receipt.reason !== REASON.predecessor;
}
