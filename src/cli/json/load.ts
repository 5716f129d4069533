import { z } from "zod";
import { rows } from "./shared.ts";

const table = z.strictObject({
  table: z.enum(["customers", "loyalty_status", "charges", "returns"]),
  file: z.string().nullable().describe("Null: no file was given for it."),
  rows: rows.describe("Rows in the file = loaded + known + conflicts."),
  loaded: rows,
  replaced: rows.describe("Of loaded, customers only: whose earlier row gave way."),
  known: rows.describe("Events that were loaded before, with the same content."),
  conflicts: rows.describe("Known events with other content; they went to raw.conflicts."),
  further_columns: z.array(z.string()).describe("Columns the raw table does not name; kept as text."),
});

const problem = z.strictObject({
  file: z.string(),
  line: z.int().nullable().describe("From 1; the header is line 1."),
  column: z.string().nullable(),
  value: z.string().nullable().describe("Addresses are masked."),
  why: z.string(),
  remedy: z.string(),
});

/** `tierline load --json`. Nothing was loaded when there are problems. */
export const loadBody = z.strictObject({
  tables: z.array(table),
  ignored: z.array(z.string()).describe("Names in a folder that were left alone."),
  problems: z.array(problem).describe("At most 20."),
  problems_more: rows.describe("How many there are besides."),
});

export type LoadBody = z.infer<typeof loadBody>;
