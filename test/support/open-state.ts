/** Tierline's tables in a warehouse of a test, whose models are in the schema `models`. */
import { openSqlJournal, sqlOf } from "../../src/journal/sql/open-sql-journal.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";

export async function openState(warehouse: DuckDbWarehouse): Promise<ReturnType<typeof sqlOf>> {
  const options = {
    warehouse,
    schema: "tierline",
    target: "prod",
    clock: systemClock,
    random: systemRandom,
    source: { read: <Result>(work: (name: string) => Promise<Result>) => work("models") },
    position: null,
  };
  await openSqlJournal(options);
  return sqlOf(options);
}
