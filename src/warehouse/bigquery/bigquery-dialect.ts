/** How BigQuery (GoogleSQL) writes what engines write differently. */
import type { ColumnType, Dialect } from "../dialect.ts";
import { fnv1a } from "./fnv1a.ts";
import { instant } from "./instant.ts";

const types: Dialect["types"] = {
  text: "string",
  bigint: "int64",
  boolean: "bool",
  timestamp: "timestamp",
  // The JSON type would change a text's order and spacing.
  json: "string",
};

/** Code points of ECMAScript's white space and line ends; `trim` alone takes what Unicode calls so, which is more. */
const WHITE_SPACE =
  "9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279";

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };
const escape = (text: string): string => text.replaceAll(/[\\'`\n\r]/gu, (found) => ESCAPES[found] ?? `\\${found}`);
const literal = (text: string): string => `'${escape(text)}'`;
const json = (expression: string): string => `coalesce(to_json_string(${expression}), 'null')`;

export const bigQueryDialect: Dialect = {
  name: "bigquery",
  quote: (identifier) => `\`${escape(identifier)}\``,
  // In the project that pays; `dialectOf` knows where the data is.
  relation: (schema, name) => `${schema}.${name}`,
  literal,
  // By name: a text names the same value more than once.
  placeholder: (position) => `@p${position}`,
  md5: (textExpression) => `to_hex(md5(${textExpression}))`,
  fnv1a,
  trim: (textExpression) => `trim(${textExpression}, code_points_to_string([${WHITE_SPACE}]))`,
  epochMicros: (timestampExpression) => `unix_micros(${timestampExpression})`,
  matches: (textExpression, pattern) => `regexp_contains(${textExpression}, ${literal(`^(?:${pattern})$`)})`,
  instant,
  epochMillis: (timestampExpression) => `unix_millis(${timestampExpression})`,
  jsonObject: (values) => {
    const pairs = Object.entries(values).map(
      ([name, expression]) => `${literal(`${JSON.stringify(name)}:`)}, ${json(expression)}`,
    );
    return `concat('{', ${pairs.join(", ',', ")}, '}')`;
  },
  month: (timestampExpression) => `format_timestamp('%Y-%m', ${timestampExpression})`,
  quantile: (expression, share) =>
    `array_agg(${expression} ignore nulls order by ${expression})[safe_offset(cast(ceil(cast('${share}' as numeric) * count(${expression})) as int64) - 1)]`,
  records: (parameter, columns) => {
    const cells = Object.entries(columns).map(
      ([name, type]) => `${cellOf(name, type)} as ${bigQueryDialect.quote(name)}`,
    );
    return `(select ${cells.join(", ")} from unnest(json_query_array(${parameter})) as record)`;
  },
  jsonArray: (expressions) => `concat('[', ${expressions.map(json).join(", ',', ")}, ']')`,
  // A cast takes no digits, and a text of a decimal shows no zeros at its end.
  cents: (expression, _scale, round) =>
    `format('%.2f', ${round}(cast(${expression} as bignumeric) * 100) * cast('0.01' as bignumeric))`,
  isScaleShown: false,
  // Tables are clustered instead.
  index: () => [],
  rowLock: null,
  // What is ordered cannot be clustered. At most 10,000 partitions: 4,000 of 250 plans each, and one for what comes later.
  storedBy: (columns, numbered) => ({
    clause: `${numbered === undefined ? "" : `\npartition by range_bucket(${numbered}, generate_array(0, 1000000, 250))`}\ncluster by ${columns.join(", ")}`,
    order: "",
  }),
  expire: (table, days) =>
    `alter table if exists ${table} set options (expiration_timestamp = timestamp_add(current_timestamp(), interval ${days} day))`,
  // A text stays a text: "Modify table schemas", docs.cloud.google.com/bigquery/docs/managing-table-schemas.
  retype: () => null,
  amount: { column: "numeric(18,4)", cast: "numeric" },
  types,
};

/** A dataset without a project would be looked for in the one that pays. */
export function dialectOf(project: string): Dialect {
  const quote = (identifier: string): string => bigQueryDialect.quote(identifier);
  return { ...bigQueryDialect, relation: (schema, name) => `${quote(`${project}.${schema}`)}.${quote(name)}` };
}

function cellOf(name: string, type: ColumnType): string {
  const path = literal(`$.${JSON.stringify(name)}`);
  if (type === "json") return `json_query(record, ${path})`;
  const text = `json_value(record, ${path})`;
  return type === "text" ? text : `cast(${text} as ${types[type]})`;
}
