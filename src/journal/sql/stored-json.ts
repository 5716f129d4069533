/** What the state holds as JSON, checked as it is read. */
import { z } from "zod";
import { ALLOWABLE_GUARDS, type Allowance } from "../../domain/guard.ts";
import type { PlanCounts } from "../../domain/plan.ts";

const count = z.number().int();

const placeCounts = z.object({
  placeNo: count,
  kind: z.enum(["contact", "list"]),
  name: z.string(),
  listId: z.string().nullable(),
  isInFile: z.boolean(),
  desired: count,
  synced: count,
  unsettled: count,
  enter: count,
  enterUnsettled: count,
  // Plans of an earlier Tierline did not count them.
  enterUnknown: count.default(0),
  update: count,
  updateRemapped: count.default(0),
  leave: count,
  leaveWithoutCall: count,
  unchanged: count,
  waiting: count,
  refused: count,
  refusedBy: z.record(z.string(), count),
  suppressed: count,
  // Plans of before these could be set hold none.
  suppressedBy: z.record(z.string(), count).default({}),
  heldOut: count,
  kept: count,
  keptSynced: count.default(0),
  countAtDestination: count.nullable(),
});

const planCounts: z.ZodType<PlanCounts> = z.object({
  mapping: z.object({ hash: z.string(), sinceMs: count.nullable() }).nullable().default(null),
  sources: z.array(
    z.object({
      model: z.string(),
      rows: count,
      rowsBefore: count.nullable(),
      duplicates: count,
      isSuppression: z.boolean().default(false),
      unmatched: count.default(0),
    }),
  ),
  places: z.array(placeCounts),
  moves: z.array(z.object({ from: z.string(), to: z.string(), count })),
  scannedBytes: count.nullable().default(null),
});

const allowance: z.ZodType<Allowance> = z.object({
  guards: z.array(z.enum(ALLOWABLE_GUARDS)),
  reason: z.string(),
  by: z.string(),
});

const names = z.array(z.string());

export function parsePlanCounts(text: string): PlanCounts {
  return planCounts.parse(JSON.parse(text));
}

export function parseAllowance(text: string): Allowance {
  return allowance.parse(JSON.parse(text));
}

export function parsePropertyNames(text: string): readonly string[] {
  return names.parse(JSON.parse(text));
}
