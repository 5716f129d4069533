/** From a header line to the names its columns get in the warehouse. */
import { parse } from "csv-parse/sync";
import { closestName } from "../domain/closest-name.ts";
import { BAD_CELL, BAD_COLUMN, LOADED_AT, RECORD_NO, SOURCE_FILE, type RawTable } from "./raw-tables.ts";

export interface Header {
  /** In file order; unique. */
  readonly columns: readonly string[];
  /** Those that the raw table does not name: kept as text. */
  readonly furtherColumns: readonly string[];
}

export interface HeaderProblem {
  readonly column: string | null;
  readonly why: string;
  readonly remedy: string;
}

const RESERVED: ReadonlySet<string> = new Set([LOADED_AT, SOURCE_FILE, RECORD_NO, BAD_COLUMN, BAD_CELL]);

/** Order and case do not matter. */
export function readHeader(line: string, table: RawTable): Header | readonly HeaderProblem[] {
  const columns = namesIn(line).map(columnName);
  const known = new Set(table.columns.map((column) => column.name));
  const furtherColumns = columns.filter((name) => !known.has(name));
  const problems = [
    ...columns.flatMap((name, index) => judgeName(name, index, columns)),
    ...table.columns
      .filter((column) => column.isRequired && !columns.includes(column.name))
      .map((column) => missing(column.name, furtherColumns, line)),
  ];
  return problems.length > 0 ? problems : { columns, furtherColumns };
}

function namesIn(line: string): readonly string[] {
  const records: readonly (readonly string[])[] = parse(line, { relax_quotes: true, trim: true });
  return records[0] ?? [];
}

/** `Order ID` is `order_id`: lower case, and an underscore for whatever is no letter, digit or underscore. */
function columnName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, "_");
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}

function judgeName(name: string, index: number, columns: readonly string[]): readonly HeaderProblem[] {
  if (name === "" || name === "_")
    return [{ column: null, why: `Column ${index + 1} has no name.`, remedy: "Name it, or take the column out." }];
  if (RESERVED.has(name))
    return [{ column: name, why: "The load makes this column itself.", remedy: "Rename it, or take the column out." }];
  if (columns.indexOf(name) < index)
    return [{ column: name, why: "The header names it twice.", remedy: "Rename one, or take one out." }];
  return [];
}

function missing(name: string, others: readonly string[], line: string): HeaderProblem {
  const separator = [";", "\t", "|"].find((candidate) => !line.includes(",") && line.includes(candidate));
  if (separator !== undefined)
    return { column: name, why: "The header lacks it.", remedy: "Separate the columns by commas." };
  const meant = closestName(name, others);
  return {
    column: name,
    why: "The header lacks it.",
    remedy: meant === undefined ? "Add the column." : `Add the column, or rename ${meant} if that is it.`,
  };
}
