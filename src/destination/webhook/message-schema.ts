/** The shape of a message, as it is published for receivers. `message.ts` writes it; a test holds the two together. */
import { z } from "zod";

const rowSchema = z.strictObject({
  id: z.string().describe("The member's key."),
  address: z.string().nullable().optional().describe("Contacts only: trimmed, lower case; null: she has none."),
  properties: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      "Contacts only: the sync's properties. Numbers are exact decimals, dates YYYY-MM-DD, datetimes ISO 8601 UTC; null clears. Empty on leave.",
    ),
});

export const messageSchema = z
  .strictObject({
    type: z.literal("audience.changed"),
    timestamp: z.iso.datetime().describe("When the batch was made."),
    data: z.strictObject({
      sync: z.string().describe("The sync's name."),
      plan: z.int().min(1).describe("The number of the plan that the rows are part of."),
      place: z.strictObject({
        kind: z.enum(["contact", "list"]).describe("contact: members with their properties. list: who is on a list."),
        name: z.string().describe("The list's name in the sync file; contacts."),
      }),
      audience: z.string().nullable().describe("The audience that fills the list; null for contacts."),
      operation: z.enum(["enter", "update", "leave"]).describe("Absolute: doing it twice is doing it once."),
      rows: z.array(rowSchema).min(1).describe("Each id once."),
    }),
  })
  .meta({ title: "A message of Tierline's webhooks" });
