/** A relation's columns, as DuckDB's catalogue lists them. */
import type { Column, Statements } from "../warehouse.ts";
import { readColumn } from "./read-column.ts";

export async function columnsOf(statements: Statements, schema: string, name: string): Promise<readonly Column[]> {
  const rows = await statements.rows(
    `select column_name, data_type from information_schema.columns
      where table_catalog = current_database() and table_schema = $1 and table_name = $2 order by ordinal_position`,
    [schema, name],
  );
  return rows.map((row) => readColumn(String(row["column_name"]), String(row["data_type"])));
}
