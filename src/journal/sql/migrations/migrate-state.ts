/** Brings a state to the newest version of its schema, version by version. */
import type { Warehouse } from "../../../warehouse/warehouse.ts";
import { execute, select } from "../execute.ts";
import { textOf } from "../row-cells.ts";
import { selectSyncs } from "../statements/leases.ts";
import { setSchemaVersion } from "../statements/state.ts";
import type { Sql } from "../tables.ts";
import type { Migration } from "./migration.ts";
import { toVersion2 } from "./to-version-2.ts";
import { toVersion3 } from "./to-version-3.ts";
import { toVersion4 } from "./to-version-4.ts";
import { toVersion5 } from "./to-version-5.ts";
import { toVersion6 } from "./to-version-6.ts";

/** By version; a state is made at the newest one, without them. */
export const MIGRATIONS: readonly Migration[] = [toVersion2, toVersion3, toVersion4, toVersion5, toVersion6];

export async function migrateState(warehouse: Warehouse, sql: Sql, version: number): Promise<void> {
  const syncs = (await select(warehouse, selectSyncs(sql))).map((row) => textOf(row, "sync"));
  for (const migration of MIGRATIONS) {
    if (migration.version <= version) continue;
    for (const text of migration.statements(sql, syncs)) await warehouse.run(text);
    await execute(warehouse, setSchemaVersion(sql, migration.version));
  }
}
