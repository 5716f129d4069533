/** How DuckDB writes what engines write differently. */
import type { Dialect } from "../dialect.ts";
import { instant } from "./instant.ts";

export const duckDbDialect: Dialect = {
  name: "duckdb",
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  literal: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: (position) => `$${position}`,
  md5: (textExpression) => `md5(${textExpression})`,
  epochMicros: (timestampExpression) => `epoch_us(${timestampExpression})`,
  matches: (textExpression, pattern) => `regexp_full_match(${textExpression}, '${pattern.replaceAll("'", "''")}')`,
  instant,
  types: { text: "varchar", bigint: "bigint", boolean: "boolean", timestamp: "timestamp", json: "json" },
};
