/** Turns one column's texts, as the REST API writes them, into cells. */
import { ContractError, InvariantError } from "../../domain/errors.ts";
import type { Cell } from "../warehouse.ts";

type ReadText = (text: string) => Cell;
export type ReadCell = (text: string | null) => Cell;

/** `ContractError` `warehouse_type` for a type that no cell can hold; the remedy is a cast in the statement. */
export function cellReader(column: string, type: string): ReadCell {
  const read = readers.get(type);
  if (read === undefined)
    throw new ContractError("warehouse_type", `Column ${column} is a ${type}, which has no plain form.`, {
      remedy: "Cast the column to string in the model.",
    });
  return (text) => (text === null ? null : read(text));
}

const asIs: ReadText = (text) => text;

const safeInteger: ReadText = (text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number))
    throw new InvariantError("warehouse_integer", "An integer beyond 2^53 came from the warehouse; read it as text.");
  return number;
};

/** Without zeros at the end, as BigQuery itself writes it: it keeps no scale of a value. */
const decimal: ReadText = (text) => (text.includes(".") ? text.replace(/\.?0+$/u, "") : text);

/** Whole microseconds of the epoch. */
const timestamp: ReadText = (text) => {
  const micros = BigInt(text);
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1_000n)).toISOString().slice(0, 19);
  const digits = String(fraction).padStart(6, "0").replace(/0+$/u, "");
  return digits === "" ? `${seconds}Z` : `${seconds}.${digits}Z`;
};

const readers: ReadonlyMap<string, ReadText> = new Map<string, ReadText>([
  ...["STRING", "DATE", "JSON"].map((type) => [type, asIs] as const),
  ...["BOOLEAN", "BOOL"].map((type) => [type, (text: string) => text === "true"] as const),
  ...["INTEGER", "INT64"].map((type) => [type, safeInteger] as const),
  ...["FLOAT", "FLOAT64"].map((type) => [type, Number] as const),
  ...["NUMERIC", "BIGNUMERIC"].map((type) => [type, decimal] as const),
  ["TIMESTAMP", timestamp],
]);
