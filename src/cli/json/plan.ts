import { z } from "zod";
import { errorShape, guardShape, instant, moveShape, orphanShape, placeShape, rows } from "./shared.ts";

const sample = z.strictObject({
  place: z.int(),
  op: z.enum(["enter", "update", "leave"]),
  member: z.string(),
  address: z.string().nullable().describe("Masked."),
  note: z.string().nullable().describe("Why it is closed without a call."),
});

const planShape = z.strictObject({
  sync: z.string(),
  plan: z.int().describe("Number of the plan."),
  state: z.enum(["planned", "applying", "closed"]),
  run_no: z.int(),
  as_of: instant,
  made_at: instant,
  invocation_id: z.string().describe("dbt's id of the build it is made from."),
  sources: z.array(
    z.strictObject({
      model: z.string(),
      rows,
      rows_before: rows.nullable(),
      duplicates: rows.describe("Rows beyond the first per key or without one; in a suppress model: that name nobody."),
      is_suppression: z.boolean().describe("It names whom nothing is sent about."),
    }),
  ),
  places: z.array(placeShape),
  moves: z.array(moveShape).describe("Members who go from one list to another of the same model."),
  guards: z.array(guardShape).describe("Those that would stop it, allowed ones included."),
  samples: z.array(sample).describe("A few rows of each kind."),
  calls: rows.nullable().describe("Write requests it takes; null when the destination was not asked."),
  seconds_expected: z.number().nullable().describe("What they take at the destination's limits."),
});

/** `tierline plan --json`. */
export const planBody = z.strictObject({
  syncs: z.array(
    z.strictObject({
      sync: z.string(),
      exit_code: z.int().describe("As if this sync had been planned alone."),
      closed_plan: z.int().nullable().describe("A plan of a runner that died, closed first."),
      plan: planShape.nullable().describe("Null when none could be made."),
      error: errorShape,
    }),
  ),
  orphans: z.array(orphanShape),
});

/** `tierline plan show --json`. */
export const planShowBody = z.strictObject({ plan: planShape });

export type PlanDocument = z.infer<typeof planShape>;
export type PlanBody = z.infer<typeof planBody>;
export type PlanShowBody = z.infer<typeof planShowBody>;
