/** When something may last have been said at the places of a sync, beyond what their rows tell. */
import type { Statements } from "../../warehouse/warehouse.ts";
import { select } from "./execute.ts";
import { integerOf, optionalIntegerOf } from "./row-cells.ts";
import { selectSaidBefore } from "./statements/decisions.ts";
import type { Sql } from "./tables.ts";

/** By place; null: never, as far as this state knows. */
export async function readSaidBefore(
  statements: Statements,
  sql: Sql,
  sync: string,
): Promise<ReadonlyMap<number, number | null>> {
  const rows = await select(statements, selectSaidBefore(sql, sync));
  return new Map(rows.map((row) => [integerOf(row, "place_no"), optionalIntegerOf(row, "said_at_ms")]));
}
