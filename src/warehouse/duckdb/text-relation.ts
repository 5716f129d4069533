/** Reads a CSV file inside the statement that uses it, so that no copy of it is stored. */
import type { TextFile } from "../warehouse.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";

/** Nothing is detected, for a guess from a sample is no contract. */
export function textRelation(file: TextFile): string {
  const columns = file.columns.map((name) => `${duckDbDialect.literal(name)}: 'varchar'`).join(", ");
  return `(select row_number() over () as _record_no, csv.* from read_csv(${duckDbDialect.literal(file.path)},
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', comment = '',
    strict_mode = true, columns = {${columns}}) as csv)`;
}
