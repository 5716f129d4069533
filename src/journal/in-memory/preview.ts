/** A plan that is compared and not stored: the same comparison over a copy of the state. */
import { nextMapping } from "../../domain/plan.ts";
import type { PlanRequest, Preview } from "../journal.ts";
import type { PlanRow } from "../plan-row.ts";
import { compare } from "./compare.ts";
import { foldPlan } from "./fold.ts";
import { rowsOfPlan } from "./report.ts";
import type { DesiredRows } from "./rows.ts";
import { copyOf, lastApplied, purgeTombstones, stateView, withRowsBefore, type SyncState } from "./sync-state.ts";

export function previewOf(
  state: SyncState,
  request: PlanRequest<DesiredRows>,
  nowMs: number,
  stallMs: number,
  saidBefore: (placeNo: number) => number | null,
): Preview {
  const copy = copyOf(state);
  const open = copy.plans.find(({ head }) => head.state === "applying");
  if (open !== undefined) foldPlan(copy, open, nowMs + stallMs);
  purgeTombstones(copy, nowMs - request.coolDownMs);
  const mapping = nextMapping(lastApplied(copy)?.head, request.mappingHash);
  const { changes, places, moves, sources } = compare(request, stateView(copy, nowMs, saidBefore), mapping);
  const content = { changes, receipts: new Map() };
  return {
    counts: { mapping, sources: withRowsBefore(copy, sources), places, moves, scannedBytes: null },
    rows: async (filter) => rowsOfPlan(content, filter),
    pages: () => pagesOf(rowsOfPlan(content, { limit: changes.length })),
  };
}

export async function* pagesOf(rows: readonly PlanRow[]): AsyncGenerator<readonly PlanRow[]> {
  if (rows.length > 0) yield rows;
}
