import { z } from "zod";
import { rows } from "./shared.ts";

/** `tierline take-over --json`; with `--lost-state` only the last two keys. */
export const takeOverBody = z.strictObject({
  list: z
    .strictObject({
      sync: z.string(),
      place: z.int().nullable().describe("Its number in this state; null: no plan met the list yet."),
      name: z.string(),
      list_id: z.string(),
      present: rows.describe("Contacts on the list = known + ambiguous + strangers."),
      known: z
        .strictObject({ identity: rows, record: rows, address: rows })
        .describe("By what the programme knows them."),
      known_stay: rows.describe(
        "Of the known: the list should hold them, so they stay. Suppressed and held out are not among them.",
      ),
      known_leave: rows.describe("Of the known: it should not; once claimed, the next plan leaves them."),
      ambiguous: rows.describe("Who could be several customers, or one of several records of one: kept."),
      strangers: rows.describe("Nobody the programme knows: kept."),
      taken: z.enum(["keep", "claim"]).nullable().describe("Null: only shown."),
    })
    .nullable(),
  moved_aside: z.string().nullable().describe("With --lost-state: where the file that was found lies now."),
  next: z.array(z.string()).describe("Command lines to go on with."),
});

export type TakeOverBody = z.infer<typeof takeOverBody>;
