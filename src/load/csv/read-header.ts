/** From a header line to the names its columns get in the warehouse. */
import { parse } from "csv-parse/sync";
import { judgeColumns, type ColumnProblem, type JudgedColumns } from "../judge-columns.ts";
import type { RawTable } from "../raw-tables.ts";

export function readHeader(line: string, table: RawTable): JudgedColumns | readonly ColumnProblem[] {
  const records: readonly (readonly string[])[] = parse(line, { relax_quotes: true, trim: true });
  const separator = [";", "\t", "|"].find((candidate) => !line.includes(",") && line.includes(candidate));
  return judgeColumns(records[0] ?? [], table, separator === undefined ? undefined : "Separate the columns by commas.");
}
