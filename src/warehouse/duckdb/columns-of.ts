/** A relation's columns, as DuckDB's catalogue lists them. */
import type { Statements } from "../warehouse.ts";

export async function columnsOf(statements: Statements, schema: string, name: string): Promise<readonly string[]> {
  const rows = await statements.rows(
    `select column_name from information_schema.columns
      where table_catalog = current_database() and table_schema = $1 and table_name = $2 order by ordinal_position`,
    [schema, name],
  );
  return rows.map((row) => String(row["column_name"]));
}
