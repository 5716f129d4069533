import { z } from "zod";
import { acceptedOfPlan, instant, pauseShape, rows, wasApplied } from "./shared.ts";

const place = z.strictObject({
  place: z.int(),
  kind: z.enum(["contact", "list"]),
  name: z.string(),
  list_id: z.string().nullable(),
  is_in_file: z.boolean(),
  release: z.string().nullable().describe("The command that gives it up; null while a file names it."),
  desired: rows.nullable().describe("By the newest plan; null when it did not look at this place."),
  synced: rows.describe("Rows last said to be here, settled or not: settled + unsettled."),
  settled: rows.describe("Of synced: acknowledged by the destination."),
  unsettled: rows.describe("Of synced: what was last said may not have arrived."),
  waiting: rows,
  refused: rows,
  not_sent: z
    .array(
      z.strictObject({
        class: z.enum(["waiting", "refused", "suppressed", "held_out", "withheld"]),
        reason: z.string(),
        count: rows,
        until: z
          .strictObject({ first: instant, last: instant })
          .nullable()
          .describe("Of rows that wait for the cool-down: when the first of them waits no longer, and the last."),
      }),
    )
    .describe("Rows of the newest plan that were not sent or not accepted, and why."),
});

const syncStatusShape = z.strictObject({
  sync: z.string(),
  is_in_file: z.boolean().describe("False: an orphan; its file is gone, its places are still ours."),
  paused: pauseShape.nullable(),
  last_run: z
    .strictObject({
      run_no: z.int(),
      started_at: instant,
      finished_at: instant.nullable(),
      as_of: z.string().nullable(),
      exit_code: z.int().nullable(),
      allowed: z.strictObject({ guards: z.array(z.string()), reason: z.string(), by: z.string() }).nullable(),
    })
    .nullable(),
  plan: z
    .strictObject({
      plan: z.int(),
      state: z.enum(["planned", "applying", "closed"]),
      was_applied: wasApplied,
      made_at: instant,
      unmatched_suppressions: rows.describe("Rows of the suppress model that name no row of the members' model."),
    })
    .nullable(),
  build: z
    .strictObject({ as_of: instant, started_at: instant })
    .nullable()
    .describe("The build that a plan would be made from; null when there is none that is fit."),
  places: z.array(place),
  next_step: z.string().describe("What to do, as a sentence or a command line."),
});

const planShape = z.strictObject({
  plan: z.int(),
  sync: z.string(),
  state: z.enum(["planned", "applying", "closed"]),
  was_applied: wasApplied,
  as_of: instant,
  made_at: instant,
  enter: rows,
  update: rows,
  leave: rows,
  accepted: acceptedOfPlan,
});

/** `tierline status --json`. */
export const statusBody = z.strictObject({
  syncs: z.array(syncStatusShape),
  plans: z
    .array(planShape)
    .describe("The newest plans of all syncs, the newest first, with the changes of all places."),
  linked_purchases: z
    .strictObject({ months: z.int(), purchases: rows, linked: rows })
    .nullable()
    .describe("Purchases of the newest months, and how many name a customer; null where it was not built or read."),
  quarantined: z
    .strictObject({ rows, open: rows.describe("Of rows: not mended by a later load.") })
    .nullable()
    .describe("Rows that a load kept aside; null where none ever did."),
});

export type PlanLineBody = z.infer<typeof planShape>;
export type SyncStatusBody = z.infer<typeof syncStatusShape>;
export type StatusBody = z.infer<typeof statusBody>;
