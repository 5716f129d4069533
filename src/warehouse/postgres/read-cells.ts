/** Turns one column's texts into cells. Types by their number in `pg_type`, which never changes. */
import { ContractError, InvariantError } from "../../domain/errors.ts";
import type { Cell } from "../warehouse.ts";

export type ReadCell = (text: string | null) => Cell;

/** Types that somebody made begin here: enumerations, and what extensions bring, as citext. */
const FIRST_OWN_TYPE = 16_384;

/** `ContractError` `warehouse_type` for a type that no cell can hold; the remedy is a cast in the statement. */
export function cellReader(column: string, typeId: number): ReadCell {
  const read = readers.get(typeId) ?? (typeId >= FIRST_OWN_TYPE ? asIs : undefined);
  if (read === undefined)
    throw new ContractError("warehouse_type", `Column ${column} has a type (${typeId}) without a plain form.`, {
      remedy: "Cast the column to text in the model.",
    });
  return (text) => (text === null ? null : read(text));
}

type ReadText = (text: string) => Cell;

const asIs: ReadText = (text) => text;

const safeInteger: ReadText = (text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number))
    throw new InvariantError("warehouse_integer", "An integer beyond 2^53 came from the warehouse; read it as text.");
  return number;
};

/** `2024-02-29 23:59:59.5`, with `+00` where the type has a zone: the session's is UTC. */
const timestamp: ReadText = (text) => {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?:\+00)?$/u.test(text))
    throw new ContractError(
      "warehouse_timestamp",
      "A timestamp without an instant (infinity, or outside the years 1 to 9999) came from the warehouse.",
    );
  return `${text.replace("+00", "").replace(" ", "T")}Z`;
};

const readers: ReadonlyMap<number, ReadText> = new Map<number, ReadText>([
  [16, (text) => text === "t"],
  // int2, int4, int8, oid
  ...[21, 23, 20, 26].map((id) => [id, safeInteger] as const),
  // float4, float8
  ...[700, 701].map((id) => [id, Number] as const),
  // numeric, date; text, varchar, char, "char", name, unknown; uuid; json, jsonb
  ...[1700, 1082, 25, 1043, 1042, 18, 19, 705, 2950, 114, 3802].map((id) => [id, asIs] as const),
  // timestamp, timestamptz
  ...[1114, 1184].map((id) => [id, timestamp] as const),
]);
