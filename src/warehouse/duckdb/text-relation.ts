/** Reads a CSV file inside the statement that uses it, so that no copy of it is stored. */
import type { TextFile } from "../warehouse.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";

/**
 * DuckDB 1.5.6's strict mode refuses a file with both LF and CRLF; its lenient mode drops surplus fields silently, so it
 * serves only such files, whose shape the caller has verified. Nothing is detected: a guess from a sample is no contract.
 */
export function textRelation(file: TextFile): string {
  const columns = file.columns.map((name) => `${duckDbDialect.literal(name)}: 'varchar'`).join(", ");
  return `(select row_number() over () as _record_no, csv.* from read_csv(${duckDbDialect.literal(file.path)},
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', comment = '',
    strict_mode = ${!file.hasMixedLineEnds}, columns = {${columns}}) as csv)`;
}
