/** A column as `format_type` names it. */
import type { Column } from "../warehouse.ts";

export function readColumn(name: string, engineType: string): Column {
  const decimal = engineType.match(/^numeric(?:\(\d+,(-?\d+)\))?$/);
  // Without a scale of its own a numeric holds any number of digits.
  if (decimal !== null)
    return { name, type: "decimal", scale: decimal[1] === undefined ? null : Number(decimal[1]), engineType };
  return { name, type: typeOf.get(engineType.replace(/\(\d+\)/, "")) ?? "other", scale: null, engineType };
}

const typeOf: ReadonlyMap<string, Column["type"]> = new Map<string, Column["type"]>([
  ["text", "text"],
  ["character varying", "text"],
  ["character", "text"],
  ["uuid", "text"],
  ["citext", "text"],
  ["smallint", "integer"],
  ["integer", "integer"],
  ["bigint", "integer"],
  ["real", "float"],
  ["double precision", "float"],
  ["boolean", "boolean"],
  ["date", "date"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp with time zone", "timestamp"],
]);
