/** `raw.quarantine`: rows of files that could not be loaded, as they stood, until somebody mends them. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Cell, Transaction } from "../warehouse/warehouse.ts";
import { LOADED_AT, QUARANTINE, RAW_SCHEMA, SOURCE_FILE } from "./raw-tables.ts";

const RELATION = `${RAW_SCHEMA}.${QUARANTINE}`;

export async function ensureQuarantine(transaction: Transaction, { types }: Dialect): Promise<void> {
  await transaction.ensureSchema(RAW_SCHEMA);
  await transaction.run(`create table if not exists ${RELATION} (
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

/**
 * `rows`: a table expression over the first parameter with `source_line`, `source_row`, `record`, `record_key`, `bad_column`,
 * `why`, and `occurrence`, which tells rows of one file apart that are the same. What is kept already is not kept twice,
 * whichever file brings it. Resolves to the number of rows added.
 */
export function insertQuarantined(
  transaction: Transaction,
  dialect: Dialect,
  source: QuarantineSource,
  rows: string,
  parameter: Cell,
): Promise<number> {
  const hash = dialect.md5(`b.record || ':' || cast(b.occurrence as ${dialect.types.text})`);
  const [table, id, loadedAt, name] = [2, 3, 4, 5].map((position) => dialect.placeholder(position));
  return transaction.run(
    `insert into ${RELATION} (record_hash, source_table, source_line, source_row, record, record_key, bad_column, why,
      quarantine_id, ${LOADED_AT}, ${SOURCE_FILE})
    select ${hash}, ${table}, b.source_line, b.source_row, b.record, b.record_key, b.bad_column, b.why,
      ${id}, ${dialect.instant(loadedAt ?? "")}, ${name}
    from ${rows} as b
    where not exists (select 1 from ${RELATION} as kept where kept.source_table = ${table} and kept.record_hash = ${hash})`,
    [parameter, source.table, source.quarantineId, source.loadedAt, source.name],
  );
}
