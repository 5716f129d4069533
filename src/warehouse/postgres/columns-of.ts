/** A relation's columns, as PostgreSQL's catalogue lists them. */
import type { Column, Statements } from "../warehouse.ts";
import { readColumn } from "./read-column.ts";

/** `relation`: qualified and quoted. Undefined when there is none. An enumeration is text. */
export async function columnsOf(statements: Statements, relation: string): Promise<readonly Column[] | undefined> {
  const rows = await statements.rows(
    `select a.attname as column_name,
      case when t.typtype = 'e' then 'text' else format_type(a.atttypid, a.atttypmod) end as data_type
    from pg_class as c
    left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_type as t on t.oid = a.atttypid
    where c.oid = to_regclass($1)
    order by a.attnum`,
    [relation],
  );
  if (rows.length === 0) return undefined;
  return rows
    .filter((row) => row["column_name"] !== null)
    .map((row) => readColumn(String(row["column_name"]), String(row["data_type"])));
}
