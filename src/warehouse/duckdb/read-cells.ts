/** Turns one column of a DuckDB chunk into cells. The converter is chosen once per column, not once per value. */
import { DuckDBTimestampValue, DuckDBTypeId, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import { ContractError, InvariantError } from "../../domain/errors.ts";
import type { Cell } from "../warehouse.ts";

export type ReadCell = (value: DuckDBValue) => Cell;

/** `ContractError` `warehouse_type` for a type that no cell can hold; the remedy is a cast in the statement. */
export function cellReader(column: string, type: DuckDBType): ReadCell {
  const read = readers.get(type.typeId);
  if (read === undefined)
    throw new ContractError("warehouse_type", `Column ${column} is a ${type.toString()}, which has no plain form.`, {
      remedy: "Cast the column to text in the model.",
    });
  return (value) => (value === null ? null : read(value));
}

const asIs: ReadCell = (value) => (typeof value === "boolean" || typeof value === "number" ? value : String(value));

const safeInteger: ReadCell = (value) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new InvariantError("warehouse_integer", "An integer beyond 2^53 came from the warehouse; read it as text.");
  return number;
};

const timestamp: ReadCell = (value) => {
  const micros = typeof value === "object" && value !== null && "micros" in value ? value.micros : undefined;
  const instant = typeof micros === "bigint" ? new DuckDBTimestampValue(micros) : undefined;
  if (instant === undefined || !instant.isFinite)
    throw new ContractError(
      "warehouse_timestamp",
      "A timestamp without an instant (infinity) came from the warehouse.",
    );
  return `${instant.toString().replace(" ", "T")}Z`;
};

const readers: ReadonlyMap<DuckDBTypeId, ReadCell> = new Map<DuckDBTypeId, ReadCell>([
  ...[DuckDBTypeId.BOOLEAN, DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE].map((id) => [id, asIs] as const),
  ...[DuckDBTypeId.TINYINT, DuckDBTypeId.SMALLINT, DuckDBTypeId.INTEGER, DuckDBTypeId.BIGINT].map(
    (id) => [id, safeInteger] as const,
  ),
  ...[DuckDBTypeId.UTINYINT, DuckDBTypeId.USMALLINT, DuckDBTypeId.UINTEGER, DuckDBTypeId.UBIGINT].map(
    (id) => [id, safeInteger] as const,
  ),
  ...[DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT].map((id) => [id, safeInteger] as const),
  ...[DuckDBTypeId.VARCHAR, DuckDBTypeId.ENUM, DuckDBTypeId.UUID].map((id) => [id, asIs] as const),
  ...[DuckDBTypeId.DECIMAL, DuckDBTypeId.DATE, DuckDBTypeId.SQLNULL].map((id) => [id, asIs] as const),
  ...[DuckDBTypeId.TIMESTAMP, DuckDBTypeId.TIMESTAMP_TZ].map((id) => [id, timestamp] as const),
]);
