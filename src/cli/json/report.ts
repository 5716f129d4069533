import { z } from "zod";
import { audienceShape } from "./audiences.ts";
import { instant, rows } from "./shared.ts";

/** `tierline report --json`. */
export const reportBody = z.strictObject({
  file: z.string().nullable().describe("The page that was written; null: it was only published or its digest sent."),
  bytes: rows,
  delivered: z.array(z.string()).describe("What was published and sent, in sentences."),
  warnings: z.array(z.string()).describe("Channels that did not take the digest, although another did."),
  as_of: instant.nullable(),
  digest: z
    .strictObject({ subject: z.string(), text: z.string() })
    .describe("The week in a few lines, for a channel or a mail."),
  audiences: z.array(audienceShape),
});

export type ReportBody = z.infer<typeof reportBody>;
