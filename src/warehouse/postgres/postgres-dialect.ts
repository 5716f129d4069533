/** How PostgreSQL, from version 15 on, writes what engines write differently. */
import type { Dialect } from "../dialect.ts";
import { exactCents } from "../exact-cents.ts";
import { fnv1a } from "./fnv1a.ts";
import { instant } from "./instant.ts";

const types: Dialect["types"] = {
  text: "text",
  bigint: "bigint",
  boolean: "boolean",
  timestamp: "timestamp",
  // Not jsonb, which would change a text's order and spacing.
  json: "json",
};

/** White space and line ends of ECMAScript; `btrim` alone takes spaces only. */
const WHITE_SPACE =
  "\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const jsonText = (textExpression: string): string =>
  `coalesce(cast(to_json(cast(${textExpression} as text)) as text), 'null')`;

export const postgresDialect: Dialect = {
  name: "postgres",
  quote,
  relation: (schema, name) => `${schema}.${name}`,
  literal,
  placeholder: (position) => `$${position}`,
  md5: (textExpression) => `md5(${textExpression})`,
  fnv1a,
  trim: (textExpression) => `btrim(${textExpression}, E'${WHITE_SPACE}')`,
  epochMicros: (timestampExpression) => `cast(extract(epoch from ${timestampExpression}) * 1000000 as bigint)`,
  matches: (textExpression, pattern) => `(${textExpression} ~ ${literal(`^(?:${pattern})$`)})`,
  instant,
  epochMillis: (timestampExpression) => `cast(floor(extract(epoch from ${timestampExpression}) * 1000) as bigint)`,
  jsonObject: (values) => {
    // `json_build_object` writes blanks around colons, so that a record's hash would depend on the engine.
    const pairs = Object.entries(values).map(
      ([name, expression]) => `${literal(`${JSON.stringify(name)}:`)}, ${jsonText(expression)}`,
    );
    return `concat('{', ${pairs.join(", ',', ")}, '}')`;
  },
  month: (timestampExpression) => `to_char(${timestampExpression}, 'YYYY-MM')`,
  quantile: (expression, share) => `percentile_disc(${share}) within group (order by ${expression})`,
  records: (parameter, columns) => {
    const shape = Object.entries(columns).map(([name, type]) => `${quote(name)} ${types[type]}`);
    return `(select * from json_to_recordset(cast(${parameter} as json)) as records (${shape.join(", ")}))`;
  },
  jsonArray: (expressions) => `cast(json_build_array(${expressions.join(", ")}) as text)`,
  cents: exactCents(types.text),
  isScaleShown: true,
  index: (table, name, columns) => [
    `create index if not exists ${quote(name)} on ${table} (${columns.map(quote).join(", ")})`,
    `analyze ${table}`,
  ],
  rowLock: " for update",
  storedBy: (columns) => ({ clause: "", order: `\norder by ${columns.join(", ")}` }),
  expire: () => null,
  retype: (table, column, type, expression) =>
    `alter table ${table} alter column ${column} type ${type} using ${expression}`,
  amount: { column: "numeric(18,4)", cast: "numeric(18,4)" },
  types,
};
