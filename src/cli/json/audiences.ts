import { z } from "zod";
import { instant, rows } from "./shared.ts";

const funnelShape = z
  .strictObject({
    named: rows.describe("Members whom the model names for this audience."),
    suppressed: rows,
    no_consent: rows,
    held_out: rows,
    sendable: rows.describe("Named without the three before."),
    addressed: rows.describe("Of sendable: an address is known."),
    matched: rows.describe("Of addressed: acknowledged as a contact at the destination."),
    on_list: rows.describe("Of matched: on the list, or perhaps so."),
  })
  .describe("How far the members of the audience come on the way to this list, by the rules of a plan over the build.");

const routeShape = z.strictObject({
  sync: z.string(),
  destination: z.string(),
  list: z.string(),
  list_id: z.string().nullable(),
  place: z.int().nullable().describe("Null: no run ever met it."),
  paused: z.boolean(),
  funnel: funnelShape.nullable().describe("Null: the sync has no build that a plan can be made from."),
  on_list: rows.describe("Who is on the list because of Tierline, as far as the destination said."),
  last_delivered_at: instant.nullable(),
  not_sent: z
    .array(z.strictObject({ is: z.enum(["waiting", "refused"]), reason: z.string(), count: rows }))
    .describe("Of the newest plan, at this list; members subtracted before stand in the funnel."),
});

export const audienceShape = z.strictObject({
  model: z.string(),
  audience: z.string(),
  meaning: z.string().nullable(),
  size: rows.nullable().describe("Members whom the model names; null: there is no build to count."),
  as_of: instant.nullable(),
  earlier: z.array(
    z.strictObject({
      days_ago: z.int(),
      size: rows.nullable(),
      at: instant.nullable().describe("The instant counted: the one asked for, or the newest plan before it."),
      from: z
        .enum(["tier_periods", "plan"])
        .nullable()
        .describe("tier_periods: counted from fct_tier_periods; plan: from the counts of a plan made then."),
    }),
  ),
  goes_to: z.array(routeShape),
});

/** `tierline audiences --json`. */
export const audiencesBody = z.strictObject({ audiences: z.array(audienceShape) });

const takenOutShape = z
  .strictObject({
    file: z.string(),
    rows,
    without_address: rows,
    sync: z.string(),
    by: z.string(),
    reason: z.string(),
  })
  .describe("The file that was written; also recorded in the state.");

/** `tierline audience --json`. */
export const audienceBody = z.strictObject({
  audience: audienceShape,
  exported: takenOutShape.nullable().describe("Null without --export."),
  exports: z
    .array(z.strictObject({ sync: z.string(), at: instant, by: z.string(), reason: z.string(), rows }))
    .describe("Files taken out before of one of its lists, the newest first; at most 20 of each sync."),
});

export type AudienceShape = z.infer<typeof audienceShape>;
export type AudiencesBody = z.infer<typeof audiencesBody>;
export type AudienceBody = z.infer<typeof audienceBody>;
