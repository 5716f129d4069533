/** From the names of a file's columns to those they get in the warehouse. */
import { closestName } from "../domain/closest-name.ts";
import { BAD_CELL, BAD_COLUMN, LOADED_AT, RECORD_NO, SOURCE_FILE, type RawTable } from "./raw-tables.ts";

export interface JudgedColumns {
  /** In file order; unique. */
  readonly columns: readonly string[];
  /** Those that the raw table does not name: kept as text. */
  readonly furtherColumns: readonly string[];
}

export interface ColumnProblem {
  readonly column: string | null;
  readonly why: string;
  readonly remedy: string;
}

const RESERVED: ReadonlySet<string> = new Set([LOADED_AT, SOURCE_FILE, RECORD_NO, BAD_COLUMN, BAD_CELL]);

/** Order and case do not matter. `missingRemedy`: what a format knows better about a column that is not there. */
export function judgeColumns(
  names: readonly string[],
  table: RawTable,
  missingRemedy?: string,
): JudgedColumns | readonly ColumnProblem[] {
  const columns = names.map(columnName);
  const known = new Set(table.columns.map((column) => column.name));
  const furtherColumns = columns.filter((name) => !known.has(name));
  const problems = [
    ...columns.flatMap((name, index) => judgeName(name, index, columns)),
    ...table.columns
      .filter((column) => column.isRequired && !columns.includes(column.name))
      .map((column) => missing(column.name, furtherColumns, missingRemedy)),
  ];
  return problems.length > 0 ? problems : { columns, furtherColumns };
}

/** `Order ID` is `order_id`: lower case, and an underscore for whatever is no letter, digit or underscore. */
function columnName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, "_");
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}

function judgeName(name: string, index: number, columns: readonly string[]): readonly ColumnProblem[] {
  if (name === "" || name === "_")
    return [{ column: null, why: `Column ${index + 1} has no name.`, remedy: "Name it, or take the column out." }];
  if (RESERVED.has(name))
    return [{ column: name, why: "The load makes this column itself.", remedy: "Rename it, or take the column out." }];
  if (columns.indexOf(name) < index)
    return [{ column: name, why: "The header names it twice.", remedy: "Rename one, or take one out." }];
  return [];
}

function missing(name: string, others: readonly string[], remedy: string | undefined): ColumnProblem {
  const why = "The header lacks it.";
  if (remedy !== undefined) return { column: name, why, remedy };
  const meant = closestName(name, others);
  return {
    column: name,
    why,
    remedy: meant === undefined ? "Add the column." : `Add the column, or rename ${meant} if that is it.`,
  };
}
