/** Makes the raw tables, and gives those of an earlier version the columns they lack. */
import { ConfigError } from "../domain/errors.ts";
import type { Column, Warehouse } from "../warehouse/warehouse.ts";
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
 * gets its type. Everything is looked at before anything is made, and what is made holds no row: so this may be repeated,
 * and needs no transaction. `ConfigError` `raw_table_foreign` for a table that is not ours, `raw_column_unreadable` where
 * such a text cannot be converted.
 */
export async function ensureRawTables(warehouse: Warehouse, furtherColumns: FurtherColumns): Promise<void> {
  const known = new Set(conflictColumns.map((column) => column.name));
  const all = new Set([...furtherColumns].flatMap(([name, columns]) => (name === "customers" ? [] : columns)));
  const further = [...all].filter((name) => !known.has(name));
  const wanted: readonly WantedTable[] = [
    ...rawTables.map(({ name, columns }) => ({ name, columns, furtherColumns: furtherColumns.get(name) ?? [] })),
    { name: CONFLICTS, columns: conflictColumns, furtherColumns: further },
  ];
  const texts: string[] = [];
  for (const table of wanted) texts.push(...(await missingParts(warehouse, table)));
  await warehouse.ensureSchema(RAW_SCHEMA);
  for (const text of texts) await warehouse.run(text);
}

/** Statements that bring a table to what it should be. */
async function missingParts(warehouse: Warehouse, table: WantedTable): Promise<readonly string[]> {
  const { dialect } = warehouse;
  const relation = dialect.relation(RAW_SCHEMA, table.name);
  const { text, timestamp } = dialect.types;
  const existing = await warehouse.columns(RAW_SCHEMA, table.name);
  const parts: string[] = [];
  if (existing.length === 0) {
    const definitions = [
      ...table.columns.map((column) => `${dialect.quote(column.name)} ${cellType(column.kind, dialect)}`),
      `${LOADED_AT} ${timestamp}`,
      `${SOURCE_FILE} ${text}`,
    ];
    parts.push(`create table if not exists ${relation} (${definitions.join(", ")})`);
  } else {
    refuseForeign(table, existing);
    for (const column of table.columns) {
      const found = existing.find(({ name }) => name === column.name);
      parts.push(...(await missingColumn(warehouse, table, column, found)));
    }
  }
  const further = table.furtherColumns.filter((column) => !existing.some(({ name }) => name === column));
  return [
    ...parts,
    ...further.map((column) => `alter table ${relation} add column if not exists ${dialect.quote(column)} ${text}`),
  ];
}

/** Columns that came with a later version may be absent; without any other the table is somebody else's. */
function refuseForeign({ name: table, columns }: WantedTable, existing: readonly Column[]): void {
  const needed = columns.filter(({ name }) => !LATER_COLUMNS.has(name)).map(({ name }) => name);
  const names = new Set(existing.map(({ name }) => name));
  const absent = [...needed, LOADED_AT, SOURCE_FILE].filter((name) => !names.has(name));
  if (absent.length === 0) return;
  throw new ConfigError("raw_table_foreign", `${RAW_SCHEMA}.${table} exists but lacks ${absent.join(", ")}.`, {
    remedy: "Rename that table: the load makes its own.",
  });
}

const LATER_COLUMNS: ReadonlySet<string> = new Set(
  rawTables.flatMap(({ columns }) => columns.filter((column) => column.isDescriptive).map(({ name }) => name)),
);

async function missingColumn(
  warehouse: Warehouse,
  table: WantedTable,
  column: RawColumn,
  existing: Column | undefined,
): Promise<readonly string[]> {
  const { dialect } = warehouse;
  const relation = dialect.relation(RAW_SCHEMA, table.name);
  // As people call it.
  const named = `${RAW_SCHEMA}.${table.name}.${column.name}`;
  const quoted = dialect.quote(column.name);
  const type = cellType(column.kind, dialect);
  if (existing === undefined) return [`alter table ${relation} add column if not exists ${quoted} ${type}`];
  if (column.kind !== "amount" || existing.type !== "text") return [];
  const parsed = parseCell(column.kind, quoted, dialect);
  const unreadable = `${parsed} is null and ${dialect.trim(quoted)} <> ''`;
  const [found] = await warehouse.rows(`select count(*) as bad from ${relation} where ${unreadable}`);
  if (found?.["bad"] !== 0)
    throw new ConfigError(
      "raw_column_unreadable",
      `${named} holds ${String(found?.["bad"])} values of earlier loads that are no amounts; nothing was loaded.`,
      {
        remedy:
          `It was kept as text and is an amount now. Mend these values there, ` +
          `or keep them under another name: alter table ${relation} rename column ${column.name} to ${column.name}_as_text`,
      },
    );
  const retyping = dialect.retype(relation, quoted, type, parsed);
  if (retyping !== null) return [retyping];
  throw new ConfigError("raw_column_text", `${named} is a text, and an amount now.`, {
    remedy: `Keep it under another name: alter table ${relation} rename column ${column.name} to ${column.name}_as_text`,
  });
}
