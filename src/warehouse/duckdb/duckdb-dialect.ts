/** How DuckDB writes what engines write differently. */
import type { Dialect } from "../dialect.ts";
import { instant } from "./instant.ts";

const types: Dialect["types"] = {
  text: "varchar",
  bigint: "bigint",
  boolean: "boolean",
  timestamp: "timestamp",
  json: "json",
};

/** White space and line ends of ECMAScript, by code; DuckDB's `trim` alone takes spaces only. */
const WHITE_SPACE = [
  9, 10, 11, 12, 13, 0x20, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
  0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
];
const whiteSpace = WHITE_SPACE.map((code) => `chr(${code})`).join(" || ");

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const duckDbDialect: Dialect = {
  name: "duckdb",
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  literal,
  placeholder: (position) => `$${position}`,
  md5: (textExpression) => `md5(${textExpression})`,
  trim: (textExpression) => `trim(${textExpression}, ${whiteSpace})`,
  epochMicros: (timestampExpression) => `epoch_us(${timestampExpression})`,
  matches: (textExpression, pattern) => `regexp_full_match(${textExpression}, ${literal(pattern)})`,
  instant,
  epochMillis: (timestampExpression) => `epoch_ms(${timestampExpression})`,
  records: (parameter, columns) => {
    const shape = Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, types[type]]));
    return `(select unnest(from_json(${parameter}, ${literal(JSON.stringify([shape]))}), recursive := true))`;
  },
  types,
};
