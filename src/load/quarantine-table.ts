/** `raw.quarantine`: rows of files that could not be loaded, as they stood, until somebody mends them. */
import type { ColumnType, Dialect } from "../warehouse/dialect.ts";
import type { Statement, Warehouse } from "../warehouse/warehouse.ts";
import { LOADED_AT, QUARANTINE, RAW_SCHEMA, SOURCE_FILE } from "./raw-tables.ts";

/** It holds no row yet when it is made: this may be repeated. */
export async function ensureQuarantine(warehouse: Warehouse): Promise<void> {
  const { dialect } = warehouse;
  const { types } = dialect;
  await warehouse.ensureSchema(RAW_SCHEMA);
  await warehouse.run(`create table if not exists ${dialect.relation(RAW_SCHEMA, QUARANTINE)} (
    record_hash ${types.text},
    source_table ${types.text},
    source_line ${types.bigint},
    source_row ${types.bigint},
    record ${types.text},
    record_key ${types.text},
    bad_column ${types.text},
    why ${types.text},
    quarantine_id ${types.text},
    ${LOADED_AT} ${types.timestamp},
    ${SOURCE_FILE} ${types.text}
  )`);
}

export interface QuarantineSource {
  readonly table: string;
  /** The file's name. */
  readonly name: string;
  readonly quarantineId: string;
  /** ISO 8601 UTC. */
  readonly loadedAt: string;
}

/** Columns of the rows that are to be kept. `occurrence` tells rows of one file apart that are the same. */
export const QUARANTINED: Readonly<Record<string, ColumnType>> = {
  source_line: "bigint",
  source_row: "bigint",
  record: "text",
  record_key: "text",
  bad_column: "text",
  why: "text",
  occurrence: "bigint",
};

/** `rows`: a table with the columns above. What is kept already is not kept twice, whichever file brings it. */
export function insertQuarantined(dialect: Dialect, source: QuarantineSource, rows: string): Statement {
  const hash = dialect.md5(`b.record || ':' || cast(b.occurrence as ${dialect.types.text})`);
  const kept = dialect.relation(RAW_SCHEMA, QUARANTINE);
  const [table, id, loadedAt, name] = [1, 2, 3, 4].map((position) => dialect.placeholder(position));
  const text = `insert into ${kept} (record_hash, source_table, source_line, source_row, record, record_key, bad_column, why,
      quarantine_id, ${LOADED_AT}, ${SOURCE_FILE})
    select ${hash}, ${table}, b.source_line, b.source_row, b.record, b.record_key, b.bad_column, b.why,
      ${id}, ${dialect.instant(loadedAt ?? "")}, ${name}
    from ${rows} as b
    where not exists (select 1 from ${kept} as kept where kept.source_table = ${table} and kept.record_hash = ${hash})`;
  return { text, parameters: [source.table, source.quarantineId, source.loadedAt, source.name] };
}
