/**
 * How files are written and read in DuckDB's SQL. Every column keeps its type: numbers are decimals, never floats.
 *
 * In CSV, a text that a spreadsheet would take for a formula gets an apostrophe before it
 * (https://owasp.org/www-community/attacks/CSV_Injection, read 2026-11-22: = + - @, tab, carriage return). One that has
 * apostrophes before such a character gets one more, so that taking one away always gives back what was meant.
 */
import { ENGINE_TYPES, type ColumnType, type FileColumn } from "./columns.ts";

export type FileFormat = "csv" | "ndjson" | "parquet";

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `instants` as every reader of ISO 8601 takes them: with milliseconds, which is what a sync's datetimes have. */
const TIMES = "timestampformat '%Y-%m-%dT%H:%M:%S.%gZ', dateformat '%Y-%m-%d'";
const WRITING: Readonly<Record<FileFormat, string>> = {
  csv: `format csv, header true, ${TIMES}`,
  ndjson: `format json, ${TIMES}`,
  // A group is held in memory until it is full: a third of DuckDB's own size.
  parquet: "format parquet, compression zstd, row_group_size 40960",
};

const FORMULA = literal(`^'*[=+\\-@\t\r]`);
const GUARDED_FORMULA = literal(`^'+[=+\\-@\t\r]`);

/** A statement that writes the rows of a query, in its order, to a file of this machine. */
export function writeStatement(
  query: string,
  columns: readonly FileColumn[],
  format: FileFormat,
  path: string,
): string {
  const cells = columns.map(({ name, type }) => {
    const cell = quoted(name);
    if (format !== "csv" || type !== "text") return cell;
    return `case when regexp_matches(${cell}, ${FORMULA}) then '''' || ${cell} else ${cell} end as ${cell}`;
  });
  return `copy (select ${cells.join(", ")} from (${query})) to ${literal(path)} (${WRITING[format]})`;
}

/** The rows of a file that `writeStatement` wrote, with its columns in their types; to stand after `from`. */
export function readRelation(columns: readonly FileColumn[], format: FileFormat, path: string): string {
  switch (format) {
    case "csv":
      return `(select ${columns.map(csvCell).join(", ")} from read_csv(${literal(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = ${struct(columns)}))`;
    case "ndjson":
      return `(select ${columns.map(jsonCell).join(", ")} from read_csv(${literal(path)}, auto_detect = false, header = false, delim = '\u0001', quote = '', escape = '', columns = {'line': 'varchar'}))`;
    case "parquet":
      return `read_parquet(${literal(path)})`;
    default:
      return format satisfies never;
  }
}

function struct(columns: readonly FileColumn[]): string {
  return `{${columns.map(({ name }) => `${literal(name)}: 'varchar'`).join(", ")}}`;
}

function csvCell({ name, type }: FileColumn): string {
  const cell = quoted(name);
  if (type !== "text") return `${parsed(cell, type)} as ${cell}`;
  return `case when regexp_matches(${cell}, ${GUARDED_FORMULA}) then substr(${cell}, 2) else ${cell} end as ${cell}`;
}

/**
 * DuckDB 1.5 reads every number of JSON as a float, also into a decimal column: 90071992547409.93 becomes .94. So decimals
 * are cut out of the line as they stand. Inside a text a quote has a backslash before it, so no text looks like a key.
 */
function jsonCell({ name, type }: FileColumn): string {
  const text =
    type === "decimal2" || type === "decimal9"
      ? `nullif(regexp_extract(line, ${literal(`[{,]"${name}":(-?[0-9.]+)`)}, 1), '')`
      : `json_extract_string(line, ${literal(`$."${name}"`)})`;
  return `${parsed(text, type)} as ${quoted(name)}`;
}

/** A change's value, as text, in its column's type. '' is no value. */
export function valueOf(cell: string, type: ColumnType): string {
  const value = `nullif(${cell}, '')`;
  if (type === "instant") return `cast(epoch_ms(cast(${value} as bigint)) as ${ENGINE_TYPES.instant})`;
  return parsed(value, type);
}

/**
 * A text in the type of a column. DuckDB 1.5 needs 9 µs to make 38 digits of a text and 0.2 µs to make 18 of it, so only what
 * has more takes the long way.
 */
function parsed(text: string, type: ColumnType): string {
  const whole = `cast(${text} as ${ENGINE_TYPES[type]})`;
  switch (type) {
    case "text":
      return text;
    case "decimal2":
    case "decimal9":
      return `coalesce(cast(try_cast(${text} as decimal(18, ${type === "decimal2" ? 2 : 9})) as ${ENGINE_TYPES[type]}), ${whole})`;
    case "date":
    case "instant":
    case "boolean":
      return whole;
    default:
      return type satisfies never;
  }
}
