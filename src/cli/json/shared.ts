/** Shapes that several documents share. */
import { z } from "zod";

const problem = {
  code: z.string().describe("Stable, snake_case; scripts may branch on it."),
  message: z.string(),
  remedy: z.string().nullable().describe("What to do next."),
  location: z
    .strictObject({
      file: z.string(),
      line: z.int().nullable().describe("From 1."),
      column: z.int().nullable().describe("From 1."),
      text: z.string().nullable().describe("The line as it stands in the file."),
    })
    .nullable(),
};

export const errorShape = z
  .strictObject({
    ...problem,
    problems: z.array(z.strictObject(problem)).describe("Several that were found at once; empty when it is one."),
  })
  .nullable();

export const instant = z.iso.datetime().describe("ISO 8601, UTC.");
export const rows = z.int().nonnegative();

export const placeShape = z.strictObject({
  place: z.int().describe("Number of the place; a rename does not change it."),
  kind: z.enum(["contact", "list"]),
  name: z.string(),
  list_id: z.string().nullable().describe("Null until the list is taken, and at contacts."),
  in_file: z.boolean().describe("False: no sync file names it any more."),
  desired: rows.describe("Identities that should be here."),
  synced: rows.describe("Rows last said to be here, settled or not."),
  unsettled: rows.describe("Of synced: what was last said may not have arrived."),
  enter: rows,
  enter_unknown: rows.describe(
    "Of enter, at contacts: no record is known yet, so the contact is created, or linked by its address.",
  ),
  update: rows,
  mapping_changed: rows.describe(
    "Of update, at contacts: last said under another mapping (members or properties of the sync file), so they are written again whatever became of the values.",
  ),
  leave: rows,
  leave_without_call: rows.describe("Of leave: closed without a call."),
  unchanged: rows,
  waiting: rows,
  refused: rows,
  refused_by: z.record(z.string(), rows).describe("Refused by reason code."),
  suppressed: rows.describe(
    "Beside the classes: named by the models for this place, but suppressed or without consent.",
  ),
  suppressed_by: z.record(z.string(), rows).describe("Suppressed by reason code: suppressed, no_consent."),
  held_out: rows.describe("Beside the classes: held out of this list."),
  kept: rows.describe("Contacts who were here before Tierline and are never left."),
  count_at_destination: rows.nullable().describe("What the destination counts at a list; null when it was not asked."),
});

export const guardShape = z.strictObject({
  name: z.string(),
  place: z.int().nullable().describe("Null: it is about a model, not about one place."),
  value: z.number(),
  limit: z.number(),
  message: z.string(),
  allowed: z.strictObject({ reason: z.string(), by: z.string() }).nullable(),
});

export const moveShape = z.strictObject({ from: z.string(), to: z.string(), count: rows });

export const outcomeShape = z.strictObject({ accepted: rows, refused: rows, withheld: rows, unsettled: rows });

export const pauseShape = z
  .strictObject({ by: z.string(), since: instant, reason: z.string().nullable() })
  .describe("Who holds the sync back, since when, and why.");

export const wasApplied = z
  .boolean()
  .describe("It was begun to be sent; false of a closed one: another took its place.");

export const acceptedOfPlan = rows
  .nullable()
  .describe("Of its changes; null while it is not sent to the end, and of plans closed before version 4 of the state.");

export const orphanShape = z
  .strictObject({
    sync: z.string(),
    in_file: z.boolean().describe("False: the sync's whole file is gone."),
    places: z.array(z.strictObject({ place: z.int(), name: z.string(), list_id: z.string().nullable(), synced: rows })),
    release: z.array(z.string()).describe("Command lines that give them up."),
  })
  .describe(
    "Places that state owns and no file names. Who is there leaves by a plan that is allowed to (leaves), and stays once they are released; where the whole file is gone they stay.",
  );

export type PlaceBody = z.infer<typeof placeShape>;
export type GuardBody = z.infer<typeof guardShape>;
export type MoveBody = z.infer<typeof moveShape>;
export type OrphanBody = z.infer<typeof orphanShape>;
