import { z } from "zod";
import { instant, rows } from "./shared.ts";

const reasons = z.array(
  z.strictObject({
    reason: z
      .string()
      .describe(
        "missing (would be added), no_address, suppressed, no_consent, held_out; only on the list: other_audience, no_audience, unknown_contact (nobody the programme knows), ambiguous_contact (could be several customers).",
      ),
    audience: z.string().nullable().describe("Of other_audience: which."),
    count: rows,
  }),
);

/** `tierline compare --json`. */
export const compareBody = z.strictObject({
  sync: z.string(),
  destination: z.string(),
  model: z.string(),
  audience: z.string(),
  as_of: instant,
  list: z.strictObject({
    name: z.string(),
    list_id: z.string(),
    kind: z.string().describe("The destination's own word, as DYNAMIC."),
    writable: z.boolean(),
    count: rows,
  }),
  both: rows,
  only_audience: z.strictObject({ count: rows, by: reasons }).describe("May be sent, and not on the list."),
  only_list: z.strictObject({ count: rows, by: reasons }).describe("On the list, and not to be there by the audience."),
  left_out: z
    .strictObject({ count: rows, by: reasons })
    .describe("In the audience, but nothing is sent about them, and not on the list."),
});

export type CompareBody = z.infer<typeof compareBody>;
