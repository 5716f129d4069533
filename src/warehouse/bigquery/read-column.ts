/** A column as `information_schema.columns` names it. */
import type { Column } from "../warehouse.ts";

/** Digits after the point where a type names none of its own. */
const SCALES: Readonly<Record<string, number>> = { NUMERIC: 9, BIGNUMERIC: 38 };

export function readColumn(name: string, engineType: string): Column {
  const decimal = engineType.match(/^(NUMERIC|BIGNUMERIC)(?:\(\d+(?:, ?(\d+))?\))?$/u);
  if (decimal !== null) {
    const [, type = "", scale] = decimal;
    // `numeric(10)` holds whole numbers.
    const unsaid = engineType === type ? (SCALES[type] ?? null) : 0;
    return { name, type: "decimal", scale: scale === undefined ? unsaid : Number(scale), engineType };
  }
  return { name, type: typeOf.get(engineType.replace(/\(\d+\)/u, "")) ?? "other", scale: null, engineType };
}

const typeOf: ReadonlyMap<string, Column["type"]> = new Map<string, Column["type"]>([
  ["STRING", "text"],
  ["INT64", "integer"],
  ["FLOAT64", "float"],
  ["BOOL", "boolean"],
  ["DATE", "date"],
  ["TIMESTAMP", "timestamp"],
]);
