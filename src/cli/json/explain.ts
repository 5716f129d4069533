import { z } from "zod";
import { instant, pauseShape, rows } from "./shared.ts";

const amount = z.string().describe("A decimal with four places, as the warehouse holds it.");

const entry = z.strictObject({
  event_id: z.string(),
  kind: z.string().describe("charge or return"),
  amount: amount.nullable().describe("Signed: a return is negative."),
  currency: z.string().nullable(),
  occurred_at: z.string().nullable(),
  leaves_at: z.string().nullable().describe("When it falls out of the window."),
  excluded_reason: z.string().nullable().describe("Null: it counts."),
});

const planned = z.strictObject({
  plan: z.int(),
  op: z.enum(["enter", "update", "leave"]).nullable().describe("Null: nothing is sent."),
  reason: z.string().nullable(),
  outcome: z.enum(["accepted", "refused", "withheld", "unsettled"]).nullable(),
});

const notSent = z.strictObject({
  class: z
    .enum([
      "refused",
      "waiting",
      "suppressed",
      "held_out",
      "withheld",
      "unsettled",
      "without_call",
      "planned",
      "not_planned",
      "orphaned",
    ])
    .describe(
      "unsettled: sent, perhaps without effect. without_call: nothing needs to be done. planned: not applied yet. " +
        "not_planned: no plan speaks of it yet. orphaned: no file names the place.",
    ),
  reason: z.string().nullable(),
  until: instant.nullable().describe("Of what waits for the cool-down: when it is over."),
  next_run_no: z.int().nullable().describe("Of what the destination refused: the run that tries it again."),
});

const decidingEntry = z.strictObject({
  event_id: z.string(),
  kind: z.string(),
  amount: amount.nullable().describe("Signed: a return is negative."),
  is_leaving: z.boolean().describe("True: it left the window. False: it happened."),
});

const receipt = z.strictObject({
  sync: z.string(),
  plan: z.int(),
  at: instant,
  place: z.string(),
  op: z.enum(["enter", "update", "leave"]),
  outcome: z.enum(["accepted", "refused", "withheld", "unsettled"]),
  reason: z.string().nullable(),
});

const refused = z.strictObject({
  reason: z.string(),
  message: z.string().nullable(),
  times: rows,
  next_run_no: z.int(),
});

/** `tierline explain --json`. */
export const explainBody = z.strictObject({
  customer_id: z.string(),
  as_of: z.string().describe("The instant of the build that answers."),
  invocation_id: z.string(),
  address: z.string().nullable().describe("Masked."),
  status: z.string().nullable().describe("active or resigned; null for who never joined."),
  joined_at: z.string().nullable(),
  reason_code: z.string().nullable().describe("Why there is no tier: NOT_MEMBER, NOT_ACTIVE, DATA_ERROR."),
  tier: z.string().nullable(),
  tier_since: z.string().nullable(),
  tier_until: z.string().nullable().describe("When it ends if nothing more happens; null: it does not."),
  balance: amount.nullable(),
  discount_percent: z.string().nullable(),
  window: z.strictObject({ hours: z.int(), after: instant.describe("Entries after this instant count.") }),
  next_tier: z.string().nullable(),
  amount_to_next_tier: amount.nullable(),
  amount_to_keep: amount.nullable().describe("What must be spent before tier_until to hold the tier then."),
  entry_sums: z.array(
    z.strictObject({ excluded_reason: z.string().nullable(), count: rows, amount: amount.nullable() }),
  ),
  entries: z.array(entry).describe("The newest, newest first."),
  leaving_next: z.array(entry).describe("What falls out of the window next, soonest first."),
  periods: z
    .array(
      z.strictObject({
        tier: z.string().nullable(),
        balance_before: amount.describe("Just before valid_from."),
        balance: amount.describe("From valid_from on."),
        valid_from: z.string(),
        valid_to: z.string().nullable().describe("Null: open."),
        cause: z.string(),
        decided_by: z.array(decidingEntry).describe("The entries that caused it, largest first; none for a join."),
        is_resigned_after: z.boolean().describe("It ended with the membership."),
        is_forecast: z.boolean().describe("Begins after as_of: so it goes if nothing more happens."),
      }),
    )
    .describe("Oldest first."),
  places: z.array(
    z.strictObject({
      sync: z.string(),
      place: z.string(),
      is_earlier_address: z
        .boolean()
        .describe(
          "True: what is known of an address of before, where the destination knows people by their addresses.",
        ),
      is_desired: z.boolean().describe("By the newest build, suppressed and held out subtracted."),
      excluded_by: z
        .string()
        .nullable()
        .describe(
          "Why they are not desired although the models name them here: suppressed, no_consent, held_out; null: nothing speaks against it.",
        ),
      said: z.enum(["enter", "update", "leave"]).nullable().describe("What was last said about this member here."),
      said_at: instant.nullable().describe("Null also where nothing was said yet: see claimed_at."),
      claimed_at: instant
        .nullable()
        .describe("When the list was taken over with them on it; null once something was said."),
      is_settled: z.boolean().nullable().describe("False: it may not have arrived."),
      record_id: z
        .string()
        .nullable()
        .describe("Null: not known, or made of the address (Mailchimp), which is as good as the address."),
      refused: refused.nullable(),
      planned: planned.nullable().describe("In the newest plan of the sync."),
      not_sent: z.array(notSent).describe("Why the newest plan did not bring it there; empty when it did."),
    }),
  ),
  paused: z.array(pauseShape.extend({ sync: z.string() })).describe("Syncs of these places that are held back."),
  receipts: z.strictObject({
    total: rows,
    is_whole: z.boolean().describe("False: those of plans long closed were dropped."),
    newest: z.array(receipt).describe("Newest first, at most 50."),
  }),
});

export type ExplainBody = z.infer<typeof explainBody>;
