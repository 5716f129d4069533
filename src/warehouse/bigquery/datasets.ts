/** What is in a dataset, as `information_schema` lists it: asked before anything is made. */
import { ConfigError } from "../../domain/errors.ts";
import type { Column, Row, Statements } from "../warehouse.ts";
import { bigQueryDialect } from "./bigquery-dialect.ts";
import { readColumn } from "./read-column.ts";

/** `dataset` or `project.dataset`. Undefined when there is no such relation. */
export async function columnsOf(
  statements: Statements,
  schema: string,
  name: string,
): Promise<readonly Column[] | undefined> {
  const rows = await listed(
    statements,
    `select column_name, data_type from ${bigQueryDialect.quote(schema)}.information_schema.columns
      where table_name = ${bigQueryDialect.placeholder(1)} order by ordinal_position`,
    [name],
  );
  if (rows.length === 0) return undefined;
  return rows.map((row) => readColumn(String(row["column_name"]), String(row["data_type"])));
}

/** A relation as dbt quotes it, or as we do: its parts, the last one the table. */
export function partsOf(relation: string): { readonly schema: string; readonly name: string } {
  const parts = relation.replaceAll("`", "").split(".");
  return { schema: parts.slice(0, -1).join("."), name: parts.at(-1) ?? "" };
}

/** None where the dataset is missing. */
async function listed(statements: Statements, sql: string, parameters: readonly string[]): Promise<readonly Row[]> {
  try {
    return await statements.rows(sql, parameters);
  } catch (error) {
    if (error instanceof ConfigError && error.code === "relation_missing") return [];
    throw error;
  }
}
