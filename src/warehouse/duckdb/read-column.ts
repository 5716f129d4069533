/** A column as `describe` names it. */
import type { Column } from "../warehouse.ts";

export function readColumn(name: string, engineType: string): Column {
  const decimal = engineType.match(/^DECIMAL\(\d+,(\d+)\)$/);
  if (decimal !== null) return { name, type: "decimal", scale: Number(decimal[1]), engineType };
  const type = engineType.startsWith("ENUM(") ? "text" : (typeOf.get(engineType) ?? "other");
  return { name, type, scale: null, engineType };
}

const typeOf: ReadonlyMap<string, Column["type"]> = new Map<string, Column["type"]>([
  ["VARCHAR", "text"],
  ["UUID", "text"],
  ["TINYINT", "integer"],
  ["SMALLINT", "integer"],
  ["INTEGER", "integer"],
  ["BIGINT", "integer"],
  ["HUGEINT", "integer"],
  ["UTINYINT", "integer"],
  ["USMALLINT", "integer"],
  ["UINTEGER", "integer"],
  ["UBIGINT", "integer"],
  ["UHUGEINT", "integer"],
  ["FLOAT", "float"],
  ["DOUBLE", "float"],
  ["BOOLEAN", "boolean"],
  ["DATE", "date"],
  ["TIMESTAMP", "timestamp"],
  ["TIMESTAMP WITH TIME ZONE", "timestamp"],
]);
