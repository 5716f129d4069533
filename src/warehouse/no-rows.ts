/** A query of these columns and no row. */
import type { ColumnType, Dialect } from "./dialect.ts";
import type { Statement } from "./warehouse.ts";

export function noRows({ types }: Dialect, columns: Readonly<Record<string, ColumnType>>): Statement {
  const items = Object.entries(columns).map(([name, type]) => `cast(null as ${types[type]}) as ${name}`);
  return { text: `select ${items.join(", ")}\nfrom (select 1 as one) as nothing\nwhere one = 0`, parameters: [] };
}
