/** Makes the raw tables, and gives them the columns that the files bring. */
import { ConfigError } from "../domain/errors.ts";
import type { Dialect } from "../warehouse/dialect.ts";
import type { Transaction } from "../warehouse/warehouse.ts";
import { cellType } from "./parse-cells.ts";
import {
  CONFLICTS,
  conflictColumns,
  LOADED_AT,
  RAW_SCHEMA,
  rawTables,
  SOURCE_FILE,
  type RawColumn,
  type TableName,
} from "./raw-tables.ts";

/** Further columns each file brings, by its table. */
export type FurtherColumns = ReadonlyMap<TableName, readonly string[]>;

/** All five exist afterwards, whichever files there are. `ConfigError` `raw_table_foreign` for one that is not ours. */
export async function ensureRawTables(
  transaction: Transaction,
  dialect: Dialect,
  furtherColumns: FurtherColumns,
): Promise<void> {
  await transaction.run(`create schema if not exists ${RAW_SCHEMA}`);
  const all = [...new Set([...furtherColumns].flatMap(([name, columns]) => (name === "customers" ? [] : columns)))];
  for (const table of rawTables)
    await ensureTable(transaction, dialect, table.name, table.columns, furtherColumns.get(table.name) ?? []);
  const known = new Set(conflictColumns.map((column) => column.name));
  await ensureTable(
    transaction,
    dialect,
    CONFLICTS,
    conflictColumns,
    all.filter((name) => !known.has(name)),
  );
}

async function ensureTable(
  transaction: Transaction,
  dialect: Dialect,
  name: string,
  columns: readonly RawColumn[],
  furtherColumns: readonly string[],
): Promise<void> {
  const relation = `${RAW_SCHEMA}.${name}`;
  const { text, timestamp } = dialect.types;
  const definitions: readonly (readonly [string, string])[] = [
    ...columns.map((column) => [column.name, cellType(column.kind, dialect)] as const),
    [LOADED_AT, timestamp],
    [SOURCE_FILE, text],
  ];
  const existing = await transaction.columns(RAW_SCHEMA, name);
  const absent = definitions.filter(([column]) => !existing.includes(column)).map(([column]) => column);
  if (existing.length === 0) {
    const lines = definitions.map(([column, type]) => `${dialect.quote(column)} ${type}`);
    await transaction.run(`create table ${relation} (${lines.join(", ")})`);
  } else if (absent.length > 0)
    throw new ConfigError("raw_table_foreign", `${relation} exists but lacks ${absent.join(", ")}.`, {
      remedy: "Rename that table: the load makes its own.",
    });
  for (const column of furtherColumns)
    if (!existing.includes(column))
      await transaction.run(`alter table ${relation} add column ${dialect.quote(column)} ${text}`);
}
