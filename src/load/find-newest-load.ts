/** When a load last changed something. */
import type { Warehouse } from "../warehouse/warehouse.ts";
import { LOADED_AT, RAW_SCHEMA, rawTables } from "./raw-tables.ts";

/** Epoch milliseconds; null: no load ever brought a row, or the tables are somebody else's. Reads one column of each raw table. */
export async function findNewestLoad(warehouse: Warehouse): Promise<number | null> {
  const { dialect } = warehouse;
  let newest: number | null = null;
  for (const { name } of rawTables) {
    if (!(await warehouse.hasRelation(RAW_SCHEMA, name))) continue;
    const relation = dialect.relation(RAW_SCHEMA, name);
    if (!(await warehouse.describe(relation)).some((column) => column.name === LOADED_AT)) continue;
    const [row] = await warehouse.rows(`select max(${LOADED_AT}) as loaded_at from ${relation}`);
    const loadedAt = row?.["loaded_at"] ?? null;
    if (loadedAt !== null) newest = Math.max(newest ?? 0, Date.parse(String(loadedAt)));
  }
  return newest;
}
