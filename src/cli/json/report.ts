import { z } from "zod";
import { audienceShape } from "./audiences.ts";
import { instant, rows } from "./shared.ts";

/** `tierline report --json`. */
export const reportBody = z.strictObject({
  file: z.string().describe("The page that was written."),
  bytes: rows,
  as_of: instant.nullable(),
  digest: z
    .strictObject({ subject: z.string(), text: z.string() })
    .describe("The week in a few lines, for a channel or a mail."),
  audiences: z.array(audienceShape),
});

export type ReportBody = z.infer<typeof reportBody>;
