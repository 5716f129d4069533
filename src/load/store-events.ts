/** Puts staged events into their raw table: each id once, the first that came. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Transaction } from "../warehouse/warehouse.ts";
import type { ReadableFile } from "./readable-file.ts";
import type { StagedFile } from "./stage-file.ts";
import { CONFLICTS, LOADED_AT, RAW_SCHEMA, RECORD_NO, SOURCE_FILE } from "./raw-tables.ts";

export interface Stored {
  readonly loaded: number;
  readonly replaced: number;
  readonly known: number;
  readonly conflicts: number;
}

/**
 * An event whose id is known, from an earlier load or an earlier line, is not stored again. If it differs in a column
 * the raw table names (a further column does not count, nor a descriptive one that the file lacks), it goes to `raw.conflicts`, where each such row is kept once.
 */
export async function storeEvents(
  transaction: Transaction,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
  loadedAt: string,
): Promise<Stored> {
  const { table, name } = file.source;
  const relation = `${RAW_SCHEMA}.${table.name}`;
  const further = file.furtherColumns.map((column) => dialect.quote(column));
  const all = table.columns.map((column) => dialect.quote(column.name));
  const list = [...all, ...further];
  // What is compared.
  const columns = table.columns
    .filter((column) => column.isDescriptive !== true || file.columns.includes(column.name))
    .map((column) => dialect.quote(column.name));
  const stamps = `${dialect.instant(dialect.placeholder(1))}, ${dialect.placeholder(2)}`;
  const { records } = staged;
  const [repeats] = await transaction.rows(`select count(distinct event_id) as ids from ${staged.relation}`);
  const firstOnly =
    repeats?.["ids"] === records
      ? ""
      : `and t.${RECORD_NO} in (select min(${RECORD_NO}) from ${staged.relation} group by event_id)`;
  const loaded = await transaction.run(
    `insert into ${relation} (${[...list, LOADED_AT, SOURCE_FILE].join(", ")})
      select ${list.map((column) => `t.${column}`).join(", ")}, ${stamps} from ${staged.relation} as t
      where not exists (select 1 from ${relation} as known where known.event_id = t.event_id) ${firstOnly}`,
    [loadedAt, name],
  );
  if (loaded === records) return { loaded, replaced: 0, known: 0, conflicts: 0 };

  // What is stored under each id now is what stays, so one comparison serves ids known before and ids repeated here.
  const differing = `from ${staged.relation} as t inner join ${relation} as known on known.event_id = t.event_id
      where ${columns.map((column) => `t.${column} is distinct from known.${column}`).join(" or ")}`;
  const [found] = await transaction.rows(`select count(*) as conflicts ${differing}`);
  const conflicts = Number(found?.["conflicts"]);
  if (conflicts > 0) {
    const same = columns.map((column) => `kept.${column} is not distinct from t.${column}`).join(" and ");
    const source = dialect.literal(table.name);
    const distinct = `select min(t.${RECORD_NO}) ${differing} group by ${columns.map((column) => `t.${column}`).join(", ")}`;
    await transaction.run(
      `insert into ${RAW_SCHEMA}.${CONFLICTS} (source_table, ${[...list, LOADED_AT, SOURCE_FILE].join(", ")})
        select ${source}, ${list.map((column) => `t.${column}`).join(", ")}, ${stamps} from ${staged.relation} as t
        where t.${RECORD_NO} in (${distinct})
          and not exists (select 1 from ${RAW_SCHEMA}.${CONFLICTS} as kept where kept.source_table = ${source} and ${same})`,
      [loadedAt, name],
    );
  }
  return { loaded, replaced: 0, known: records - loaded - conflicts, conflicts };
}
