/** How DuckDB writes what engines write differently. */
import type { Dialect } from "../dialect.ts";

export const duckDbDialect: Dialect = {
  name: "duckdb",
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  literal: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: (position) => `$${position}`,
  md5: (textExpression) => `md5(${textExpression})`,
  epochMicros: (timestampExpression) => `epoch_us(${timestampExpression})`,
  types: { text: "varchar", bigint: "bigint", boolean: "boolean", timestamp: "timestamp", json: "json" },
};
