/** The shape of one file in `syncs/`. The JSON Schema for editors is made from it; docs/syncs.md says the same in words. */
import { z } from "zod";
import { DESTINATION_TYPES } from "../destination/destination-types.ts";
import type { DestinationType } from "../destination/destination-type.ts";
import { durationSchema } from "./duration.ts";
import { holdoutSchema } from "./holdout.ts";
import { scheduleSchema, tagSchema } from "./sync-schedule.ts";
import { shareSchema } from "./share.ts";

const identifier = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/u, "a name of a model or column has letters, digits and underscores only.");

const someText = z.string().regex(/^\S(?:.*\S)?$/u, "this must be one line of text without spaces at its ends.");

const movementSchema = z.strictObject({
  share_max: shareSchema
    .optional()
    .describe("Refused above this share of the acknowledged rows, if more than count_min rows move."),
  count_min: z.int().min(0).optional().describe("So many rows may always move, whatever their share."),
  count_max: z.int().min(0).optional().describe("Refused above this number of rows, whatever their share."),
});

const guardsSchema = z.strictObject({
  leaves: movementSchema.optional().describe("Rows that leave a place. Default: 20%, 50, 10000."),
  enters: movementSchema.optional().describe("Rows that enter a place. Default: 20%, 50, 10000."),
  updates: movementSchema.optional().describe("Contacts whose properties change. Default: no limit."),
  first_run_max: z.int().min(0).optional().describe("New contacts that a first run may write unasked. Default: 1000."),
  shrink_share_max: shareSchema
    .optional()
    .describe("How far a model may shrink since the last applied plan. Default: 30%."),
});

/** Every kind of destination with its own keys. */
const destinationSchema = z.discriminatedUnion("type", [
  keysOf(DESTINATION_TYPES[0]),
  ...DESTINATION_TYPES.slice(1).map(keysOf),
]);

function keysOf({ name, title, keys }: DestinationType) {
  return z.strictObject({ type: z.literal(name).describe(title), ...keys.shape });
}

const membersSchema = z.strictObject({
  model: identifier.describe("The model with one row per member to be known at the destination."),
  key: identifier.default("customer_id").describe("Its column that identifies the member."),
  email: identifier.default("email").describe("Its column with the address."),
  reason: identifier
    .nullable()
    .default("reason_code")
    .describe("Its column that says DATA_ERROR where a member must be left alone; null when there is none."),
  create_contacts: z.boolean().default(true).describe("Whether members unknown at the destination are created there."),
  on_leave: z
    .enum(["clear", "keep"])
    .default("clear")
    .describe("What happens to the properties of a member who vanishes from the model."),
});

const propertySchema = z.strictObject({
  column: identifier.describe("The column of the members' model that fills it."),
  type: z
    .enum(["string", "number", "date", "datetime", "enumeration", "bool"])
    .describe("Its type at the destination."),
  format: z
    .enum(["floor2", "ceil2"])
    .optional()
    .describe("For numbers: exactly two decimals, rounded down or up. Without it: as it is in the warehouse."),
  label: someText.optional().describe("What people see. Default: made from the name."),
});

const propertyName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,99}$/u,
    "A property's name begins with a letter and has lower case letters, digits and underscores only.",
  );

const audienceSchema = z.strictObject({
  model: identifier.describe("A model aud_* with the columns audience and customer_id: one exclusive set."),
  lists: z
    .record(z.string().min(1, "An audience's name is empty."), someText)
    .refine((lists) => Object.keys(lists).length > 0, "name at least one audience and its list.")
    .describe("Audience (a value of the model) to the name of the list."),
});

export const syncSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9_]{0,39}$/u,
        "a name has lower case letters, digits and underscores, begins with a letter, and is at most 40 long.",
      )
      .describe("Stands in table names; state belongs to it, so it is not changed later."),
    destination: destinationSchema,
    members: membersSchema,
    properties: z
      .record(propertyName, propertySchema)
      .default({})
      .describe("Property at the destination to its source."),
    audiences: z.array(audienceSchema).default([]).describe("Models that fill lists."),
    suppress: z
      .strictObject({
        model: identifier.describe("A model that names customers (the members' key), addresses (email), or both."),
      })
      .optional()
      .describe("Nothing is sent about whom this model names; whoever was sent before leaves."),
    consent: z
      .strictObject({ column: identifier.describe("A boolean column of the members' model.") })
      .optional()
      .describe("Only members for whom this column is TRUE are sent."),
    holdout: holdoutSchema
      .optional()
      .describe("A stable share of each audience model's members who are kept off its lists, such as 2%."),
    apply_on: z
      .array(someText)
      .min(1, "name at least one target, or remove the key: then every target may send.")
      .optional()
      .describe("The dbt targets that may send. On any other, plan works and nothing is sent. Default: every target."),
    schedule: scheduleSchema.optional().describe("When `tierline schedule` runs it. Default: never by itself."),
    tags: z.array(tagSchema).default([]).describe("Words to choose syncs by: tierline run --select tag:nightly."),
    guards: guardsSchema.default({}).describe("What stops a plan before its first call."),
    cool_down: durationSchema
      .optional()
      .describe("How long a late request may still take effect. Default and minimum: the destination's."),
  })
  .meta({ title: "A Tierline sync" });

export type SyncDocument = z.infer<typeof syncSchema>;
