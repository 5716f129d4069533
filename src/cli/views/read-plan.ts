/** A stored plan with a few of its rows, as its JSON document tells it. */
import type { DestinationLimits } from "../../destination/destination.ts";
import type { Op } from "../../domain/change.ts";
import { DEFAULT_GUARD_LIMITS, judgeGuards } from "../../domain/guard.ts";
import type { Sync } from "../../domain/sync.ts";
import type { JournalReader, PlanRow } from "../../journal/journal.ts";
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
  const samples: PlanRow[] = [];
  for (const place of head.counts.places)
    for (const op of OPS)
      if (place[op] > 0)
        samples.push(...(await journal.planRows(planNo, { placeNo: place.placeNo, op, limit: SAMPLES_PER_KIND })));
  return describePlan({ head, findings: judgeGuards(head.counts, guards, null), samples, limits });
}
