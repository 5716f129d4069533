import { z } from "zod";
import { ENGINES } from "../../config/connection.ts";

/** `tierline init --json`. */
export const initBody = z.strictObject({
  directory: z.string().describe("Absolute path of the folder."),
  kind: z
    .enum(["shop", "own_project"])
    .describe("A shop's whole folder, or Tierline joined to a dbt project that was there."),
  written: z.array(z.string()).describe("Files made now, relative to the folder."),
  kept: z.array(z.string()).describe("Files that were there already and were left as they are."),
  to_add: z
    .array(z.strictObject({ file: z.string(), lines: z.array(z.string()), why: z.string() }))
    .describe("Lines for files that are yours: nothing was changed in them."),
  to_fill_in: z
    .array(z.string())
    .describe("Staging models written now, which fail by name until they read your tables."),
  rules: z
    .strictObject({
      currencies: z.array(z.string()).describe("Charges in any other currency do not count."),
      files: z.array(z.string()).describe("Where currency, window, thresholds and names are changed."),
    })
    .nullable()
    .describe("The rules as the project's seeds say them; null where they lie elsewhere."),
  warehouse: z.enum(ENGINES).describe("The engine of the profile."),
  to_set: z.array(z.string()).describe("Variables that profiles.yml reads and that are not set yet."),
  dbt: z.string().nullable().describe("The dbt that builds will use; null when none that fits was found."),
  next: z
    .strictObject({ this_terminal: z.array(z.string()), second_terminal: z.array(z.string()) })
    .describe("Command lines to go on with, for the shell this ran in."),
});

export type InitBody = z.infer<typeof initBody>;
