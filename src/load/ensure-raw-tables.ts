/** Makes the raw tables, and gives those of an earlier version the columns they lack. */
import { ConfigError } from "../domain/errors.ts";
import type { Dialect } from "../warehouse/dialect.ts";
import type { Column, Transaction } from "../warehouse/warehouse.ts";
import { cellType, parseCell } from "./parse-cells.ts";
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

interface WantedTable {
  readonly name: string;
  readonly columns: readonly RawColumn[];
  readonly furtherColumns: readonly string[];
}

/**
 * All five exist afterwards, whichever files there are. A column that a table kept as text before it was known here
 * gets its type, in this transaction. `ConfigError` `raw_table_foreign` for a table that is not ours,
 * `raw_column_unreadable` where such a text cannot be converted.
 */
export async function ensureRawTables(
  transaction: Transaction,
  dialect: Dialect,
  furtherColumns: FurtherColumns,
): Promise<void> {
  await transaction.ensureSchema(RAW_SCHEMA);
  for (const { name, columns } of rawTables)
    await ensureTable(transaction, dialect, { name, columns, furtherColumns: furtherColumns.get(name) ?? [] });
  const known = new Set(conflictColumns.map((column) => column.name));
  const all = new Set([...furtherColumns].flatMap(([name, columns]) => (name === "customers" ? [] : columns)));
  const further = [...all].filter((name) => !known.has(name));
  await ensureTable(transaction, dialect, { name: CONFLICTS, columns: conflictColumns, furtherColumns: further });
}

async function ensureTable(transaction: Transaction, dialect: Dialect, table: WantedTable): Promise<void> {
  const relation = `${RAW_SCHEMA}.${table.name}`;
  const { text, timestamp } = dialect.types;
  const existing = await transaction.columns(RAW_SCHEMA, table.name);
  if (existing.length === 0) {
    const definitions = [
      ...table.columns.map((column) => `${dialect.quote(column.name)} ${cellType(column.kind, dialect)}`),
      `${LOADED_AT} ${timestamp}`,
      `${SOURCE_FILE} ${text}`,
    ];
    await transaction.run(`create table ${relation} (${definitions.join(", ")})`);
  } else {
    refuseForeign(relation, table, existing);
    for (const column of table.columns)
      await ensureColumn(
        transaction,
        dialect,
        relation,
        column,
        existing.find(({ name }) => name === column.name),
      );
  }
  for (const column of table.furtherColumns)
    if (!existing.some(({ name }) => name === column))
      await transaction.run(`alter table ${relation} add column ${dialect.quote(column)} ${text}`);
}

/** Columns that came with a later version may be absent; without any other the table is somebody else's. */
function refuseForeign(relation: string, { columns }: WantedTable, existing: readonly Column[]): void {
  const needed = columns.filter(({ name }) => !LATER_COLUMNS.has(name)).map(({ name }) => name);
  const names = new Set(existing.map(({ name }) => name));
  const absent = [...needed, LOADED_AT, SOURCE_FILE].filter((name) => !names.has(name));
  if (absent.length === 0) return;
  throw new ConfigError("raw_table_foreign", `${relation} exists but lacks ${absent.join(", ")}.`, {
    remedy: "Rename that table: the load makes its own.",
  });
}

const LATER_COLUMNS: ReadonlySet<string> = new Set(
  rawTables.flatMap(({ columns }) => columns.filter((column) => column.isDescriptive).map(({ name }) => name)),
);

async function ensureColumn(
  transaction: Transaction,
  dialect: Dialect,
  relation: string,
  column: RawColumn,
  existing: Column | undefined,
): Promise<void> {
  const quoted = dialect.quote(column.name);
  const type = cellType(column.kind, dialect);
  if (existing === undefined) {
    await transaction.run(`alter table ${relation} add column ${quoted} ${type}`);
    return;
  }
  if (column.kind !== "amount" || existing.type !== "text") return;
  const parsed = parseCell(column.kind, quoted, dialect);
  const unreadable = `${parsed} is null and ${dialect.trim(quoted)} <> ''`;
  const [found] = await transaction.rows(`select count(*) as bad from ${relation} where ${unreadable}`);
  if (found?.["bad"] !== 0)
    throw new ConfigError(
      "raw_column_unreadable",
      `${relation}.${column.name} holds ${String(found?.["bad"])} values of earlier loads that are no amounts; nothing was loaded.`,
      {
        remedy:
          `It was kept as text and is an amount now. Mend these values there, ` +
          `or keep them under another name: alter table ${relation} rename column ${column.name} to ${column.name}_as_text`,
      },
    );
  await transaction.run(`alter table ${relation} alter column ${quoted} type ${type} using ${parsed}`);
}
