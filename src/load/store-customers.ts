/** Puts staged customers into their raw table: the latest load wins, the whole row. */
import type { Scratch, Warehouse } from "../warehouse/warehouse.ts";
import type { ReadableFile } from "./readable-file.ts";
import { LOADED_AT, RAW_SCHEMA, RECORD_NO, SOURCE_FILE } from "./raw-tables.ts";
import type { StagedFile } from "./stage-file.ts";
import type { Storing } from "./storing.ts";

/** A customer whose row is the same as before is left alone. No id may have two different rows in one file. */
export async function storeCustomers(
  warehouse: Warehouse,
  scratch: Scratch,
  file: ReadableFile,
  staged: StagedFile,
  loadedAt: string,
): Promise<Storing> {
  const { dialect } = warehouse;
  const raw = dialect.relation(RAW_SCHEMA, "customers");
  const columns = (await warehouse.columns(RAW_SCHEMA, "customers"))
    .map(({ name }) => name)
    .filter((name) => name !== LOADED_AT && name !== SOURCE_FILE)
    .map((name) => ({ quoted: dialect.quote(name), isStaged: isStaged(name, file) }));
  const valueOf = (column: (typeof columns)[number]): string => (column.isStaged ? `t.${column.quoted}` : "null");
  const same = columns.map((column) => `known.${column.quoted} is not distinct from ${valueOf(column)}`).join(" and ");
  const changed = await scratch.keep("load_changed_customers", {
    text: `select min(t.${RECORD_NO}) as ${RECORD_NO}, t.customer_id from ${staged.relation} as t
      where not exists (select 1 from ${raw} as known where known.customer_id = t.customer_id and ${same})
      group by t.customer_id`,
    parameters: [],
  });
  const stagedColumns = columns.filter((column) => column.isStaged).map((column) => column.quoted);
  const remove = `delete from ${raw} where customer_id in (select customer_id from ${changed})`;
  const insert = `insert into ${raw} (${[...stagedColumns, LOADED_AT, SOURCE_FILE].join(", ")})
      select ${stagedColumns.map((column) => `t.${column}`).join(", ")},
        ${dialect.instant(dialect.placeholder(1))}, ${dialect.placeholder(2)}
      from ${staged.relation} as t inner join ${changed} as c on c.${RECORD_NO} = t.${RECORD_NO}`;
  return {
    steps: [
      { text: remove, parameters: [] },
      { text: insert, parameters: [loadedAt, file.source.name] },
    ],
    tell: ([replaced = 0, loaded = 0]) =>
      Promise.resolve({ loaded, replaced, known: staged.records - loaded, conflicts: 0 }),
  };
}

function isStaged(name: string, file: ReadableFile): boolean {
  return file.source.table.columns.some((column) => column.name === name) || file.furtherColumns.includes(name);
}
