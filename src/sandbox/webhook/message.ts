/** What the receiver takes, read strictly: a field it does not know is an error. */
import { z } from "zod";

const rowSchema = z.strictObject({
  id: z.string().min(1),
  address: z.string().nullable().optional(),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});

export const messageSchema = z.strictObject({
  type: z.literal("audience.changed"),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    sync: z.string(),
    plan: z.int().min(1),
    place: z.strictObject({ kind: z.enum(["contact", "list"]), name: z.string() }),
    audience: z.string().nullable(),
    operation: z.enum(["enter", "update", "leave"]),
    rows: z.array(rowSchema).min(1),
  }),
});

export type Message = z.infer<typeof messageSchema>;
export type MessageRow = z.infer<typeof rowSchema>;
