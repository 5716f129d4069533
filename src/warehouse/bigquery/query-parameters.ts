/** Cells as a query's named parameters: `@p1` is the first. Each has a type, a null too. */
import { InvariantError } from "../../domain/errors.ts";
import type { Cell } from "../warehouse.ts";

export interface QueryParameters {
  readonly params: Readonly<Record<string, string | boolean | null>>;
  readonly types: Readonly<Record<string, "STRING" | "INT64" | "BOOL">>;
}

/** `prefix` stands before each name, as `s2_` for `@s2_p1`. */
export function queryParameters(cells: readonly Cell[], prefix = ""): QueryParameters {
  const named = cells.map((cell, index) => [`${prefix}p${index + 1}`, cell] as const);
  return {
    params: Object.fromEntries(named.map(([name, cell]) => [name, typeof cell === "number" ? exact(cell) : cell])),
    types: Object.fromEntries(named.map(([name, cell]) => [name, typeOf(cell)])),
  };
}

function typeOf(cell: Cell): "STRING" | "INT64" | "BOOL" {
  if (typeof cell === "number") return "INT64";
  return typeof cell === "boolean" ? "BOOL" : "STRING";
}

function exact(value: number): string {
  if (!Number.isSafeInteger(value))
    throw new InvariantError("warehouse_parameter", "A number that is no safe integer was given to a statement.");
  return String(value);
}
