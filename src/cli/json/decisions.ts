import { z } from "zod";
import { pauseShape, rows } from "./shared.ts";

/** `tierline release --json`. */
export const releaseBody = z.strictObject({
  released: z.array(
    z.strictObject({
      sync: z.string(),
      place: z.int(),
      name: z.string(),
      list_id: z.string().nullable(),
      rows: rows.describe("Rows that state forgot; whoever is at the destination stays there."),
      still_in: z
        .string()
        .nullable()
        .describe("The sync file that still names it: the next run takes it anew, or stops if somebody is on it."),
    }),
  ),
  reason: z.string(),
  by: z.string(),
});

/** `tierline pause --json` and `tierline resume --json`. */
export const pauseBody = z.strictObject({
  sync: z.string(),
  paused: pauseShape.nullable().describe("As it is afterwards; null: it runs."),
});

export type ReleaseBody = z.infer<typeof releaseBody>;
export type PauseBody = z.infer<typeof pauseBody>;
