import { z } from "zod";
import { errorShape, instant, rows } from "./shared.ts";

const account = z.strictObject({
  account: z.string().describe("Of an account that was not or could not be asked: empty."),
  destination: z.string().describe("Its kind, as hubspot."),
  reports: z.boolean().describe("False: this kind of destination tells nothing of campaigns; it was not asked."),
  syncs: z.array(z.string()).describe("The syncs that write to it."),
  read_from: instant.nullable(),
  read_until: instant.nullable().describe("Up to here everything is stored."),
  events: rows.describe("Read; those that are known already are read again."),
  added: rows.describe("Of events, those that were not known."),
  error: errorShape,
});

/** `tierline feedback --json`. */
export const feedbackBody = z.strictObject({ accounts: z.array(account) });

export type FeedbackBody = z.infer<typeof feedbackBody>;
