import { z } from "zod";
import {
  acceptedOfPlan,
  errorShape,
  guardShape,
  instant,
  moveShape,
  orphanShape,
  placeShape,
  rows,
  wasApplied,
} from "./shared.ts";

const sample = z.strictObject({
  place: z.int(),
  op: z.enum(["enter", "update", "leave"]),
  member: z.string(),
  address: z.string().nullable().describe("Masked."),
  note: z.string().nullable().describe("Why it is closed without a call."),
  move: z
    .strictObject({ from: z.int(), to: z.int() })
    .nullable()
    .describe("Numbers of both places of a member who changes list."),
});

const planShape = z.strictObject({
  sync: z.string(),
  plan: z.int().nullable().describe("Number of the plan; null: a preview, which is not stored."),
  state: z.enum(["planned", "applying", "closed", "preview"]),
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
      unmatched: rows.describe("Rows of a suppress model that name no row of the members' model; 0 of others."),
    }),
  ),
  places: z.array(placeShape),
  moves: z.array(moveShape).describe("Members who go from one list to another of the same model."),
  guards: z.array(guardShape).describe("Those that would stop it, allowed ones included."),
  samples: z.array(sample).describe("A few rows of each kind and of each move."),
  scanned_bytes: z
    .int()
    .nullable()
    .describe("What making it scans in the warehouse, asked beforehand; null: the engine does not tell."),
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
      loaded_since: instant
        .nullable()
        .describe("When events were loaded that the newest build has not seen; null: none were."),
      error: errorShape,
    }),
  ),
  orphans: z.array(orphanShape),
  preview: z
    .strictObject({
      against: z.string().describe("The target whose state it is compared with."),
      has_state: z.boolean().describe("False: nothing was ever planned there, so everything is new."),
    })
    .nullable()
    .describe("Null: the plans are stored."),
});

/** `tierline plan show --json`. */
export const planShowBody = z.strictObject({ plan: planShape });

/** `tierline plan list --json`. */
export const planListBody = z.strictObject({
  plans: z
    .array(
      z.strictObject({
        plan: z.int(),
        sync: z.string(),
        state: z.enum(["planned", "applying", "closed"]),
        was_applied: wasApplied,
        has_rows: z.boolean().describe("False: its rows were dropped, 30 days after it was closed."),
        as_of: instant,
        made_at: instant,
        enter: rows,
        update: rows,
        leave: rows,
        accepted: acceptedOfPlan,
      }),
    )
    .describe("The newest first."),
});

export type PlanListBody = z.infer<typeof planListBody>;
export type PlanDocument = z.infer<typeof planShape>;
export type PlanBody = z.infer<typeof planBody>;
export type PlanShowBody = z.infer<typeof planShowBody>;
