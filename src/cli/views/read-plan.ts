/** A stored plan with a few of its rows, as its JSON document tells it. */
import type { DestinationLimits } from "../../destination/destination.ts";
import type { Op } from "../../domain/change.ts";
import { DEFAULT_GUARD_LIMITS, judgeGuards } from "../../domain/guard.ts";
import type { PlanCounts } from "../../domain/plan.ts";
import type { Sync } from "../../domain/sync.ts";
import type { JournalReader } from "../../journal/journal.ts";
import type { PlanRow, PlanRowFilter } from "../../journal/plan-row.ts";
import type { PlanDocument } from "../json/plan.ts";
import { describePlan } from "./describe-plan.ts";

const SAMPLES_PER_KIND = 2;
const OPS: readonly Op[] = ["enter", "update", "leave"];

/** Null: there is no such plan. Guards are judged anew, without an allowance. */
export async function readPlan(
  { journal, syncs }: { readonly journal: JournalReader; readonly syncs: readonly Sync[] },
  planNo: number,
  limits: DestinationLimits | null,
): Promise<PlanDocument | null> {
  const head = await journal.planHead(planNo);
  if (head === undefined) return null;
  const guards = syncs.find((sync) => sync.name === head.sync)?.guards ?? DEFAULT_GUARD_LIMITS;
  const samples = await readSamples(head.counts, (filter) => journal.planRows(planNo, filter));
  return describePlan({ head, findings: judgeGuards(head.counts, guards, null), samples, limits });
}

/** A few rows per place and change, and of each move besides. */
export async function readSamples(
  counts: PlanCounts,
  read: (filter: PlanRowFilter) => Promise<readonly PlanRow[]>,
): Promise<readonly PlanRow[]> {
  const samples = new Map<number, PlanRow>();
  const add = async (filter: Omit<PlanRowFilter, "limit">): Promise<void> => {
    for (const row of await read({ ...filter, limit: SAMPLES_PER_KIND })) samples.set(row.ordinal, row);
  };
  for (const place of counts.places) for (const op of OPS) if (place[op] > 0) await add({ placeNo: place.placeNo, op });
  const numbers = new Map(
    counts.places.flatMap(({ kind, name, placeNo }) => (kind === "list" ? [[name, placeNo]] : [])),
  );
  for (const { from, to } of counts.moves) {
    const [fromPlaceNo, toPlaceNo] = [numbers.get(from), numbers.get(to)];
    if (fromPlaceNo !== undefined && toPlaceNo !== undefined) await add({ move: { fromPlaceNo, toPlaceNo } });
  }
  return [...samples.values()];
}
