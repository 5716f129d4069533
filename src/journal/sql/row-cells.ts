/** Cells of a row of ours, with the type the statement gave them; anything else is our own bug. */
import { InvariantError } from "../../domain/errors.ts";
import type { Row } from "../../warehouse/warehouse.ts";

export function textOf(row: Row, column: string): string {
  const cell = row[column];
  if (typeof cell === "string") return cell;
  throw wrongCell(column);
}

export function optionalTextOf(row: Row, column: string): string | null {
  return isNothing(row, column) ? null : textOf(row, column);
}

export function integerOf(row: Row, column: string): number {
  const cell = row[column];
  if (typeof cell === "number") return cell;
  throw wrongCell(column);
}

export function optionalIntegerOf(row: Row, column: string): number | null {
  return isNothing(row, column) ? null : integerOf(row, column);
}

export function booleanOf(row: Row, column: string): boolean {
  const cell = row[column];
  if (typeof cell === "boolean") return cell;
  throw wrongCell(column);
}

function isNothing(row: Row, column: string): boolean {
  return row[column] === null;
}

function wrongCell(column: string): InvariantError {
  return new InvariantError("journal_cell", `The journal's column ${column} is missing or of another type.`);
}
