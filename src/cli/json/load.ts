import { z } from "zod";
import { rows } from "./shared.ts";

const table = z.strictObject({
  table: z.enum(["customers", "loyalty_status", "charges", "returns"]),
  file: z.string().nullable().describe("Null: no file was given for it."),
  rows: rows.describe("Rows in the file = loaded + known + conflicts + quarantined."),
  loaded: rows,
  replaced: rows.describe("Of loaded, customers only: whose earlier row gave way."),
  known: rows.describe("Events that were loaded before, with the same content."),
  conflicts: rows.describe("Known events with other content; they went to raw.conflicts."),
  quarantined: rows.describe("Rows that could not be loaded and are kept in raw.quarantine."),
  further_columns: z.array(z.string()).describe("Columns the raw table does not name; kept as text."),
});

const problem = z.strictObject({
  file: z.string(),
  line: z.int().nullable().describe("From 1; the header is line 1."),
  row: z.int().nullable().describe("From 1, of a file without lines (Parquet)."),
  column: z.string().nullable(),
  value: z.string().nullable().describe("Addresses are masked."),
  why: z.string(),
  remedy: z.string(),
});

const quarantine = z
  .strictObject({
    id: z.string().describe("quarantine_id of the rows this load added."),
    rows: rows.describe("Rows of these files that were not loaded."),
    added: rows.describe("Of them, those that were not kept before."),
    kept: rows.describe("All rows in raw.quarantine."),
    open: rows.describe("Of kept, those that nobody has mended: no loaded row has their id."),
  })
  .nullable()
  .describe("Null without --quarantine.");

/** `tierline load --json`. Without --quarantine nothing was loaded when there are problems. */
export const loadBody = z.strictObject({
  tables: z.array(table),
  ignored: z.array(z.string()).describe("Names in a folder that were left alone."),
  quarantine,
  other_currencies: z
    .array(z.strictObject({ currency: z.string(), charges: rows }))
    .describe("Of all charges in the warehouse: those in a currency that no rule in the seeds counts."),
  problems: z.array(problem).describe("At most 20."),
  problems_more: rows.describe("How many there are besides."),
});

export type LoadBody = z.infer<typeof loadBody>;
