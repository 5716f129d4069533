import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "../..");

interface Rule {
  readonly pattern: RegExp;
  /** Text that the pattern must find, so that no rule is dead. */
  readonly example: string;
  readonly instead: string;
}

/**
 * Words that DuckDB takes and PostgreSQL or BigQuery rejects, or reads otherwise. Measured on DuckDB 1.5.6, PostgreSQL 15 and
 * a BigQuery emulator (2026-11-22); the emulator takes more than BigQuery does, hence a list and not only a run.
 */
const RULES: readonly Rule[] = [
  {
    pattern: /\bqualify\b/,
    example: "qualify row_number() over () = 1",
    instead: "row_number() in a CTE (PostgreSQL)",
  },
  { pattern: /\bgroup by all\b/, example: "group by all", instead: "the columns (PostgreSQL)" },
  {
    pattern: /\b(any_value|max_by|min_by|arg_max|arg_min)\s*\(/,
    example: "max_by(a, b)",
    instead: "row_number() in a CTE (PostgreSQL)",
  },
  { pattern: /\bfilter\s*\(\s*where\b/, example: "sum(a) filter (where b)", instead: "sum(case …) (BigQuery)" },
  {
    pattern: /\b(bool_or|bool_and|logical_or)\s*\(/,
    example: "bool_or(a)",
    instead: "max(case when … then 1 else 0 end) = 1",
  },
  {
    pattern: /\binterval\s+'/,
    example: "a + interval '1 day'",
    instead: "tierline.add_hours or add_months (BigQuery)",
  },
  { pattern: /::/, example: "a::int", instead: "cast (BigQuery)" },
  {
    pattern: /\bunion\b(?!\s+(all|distinct)\b)/,
    example: "union select 1",
    instead: "union all or union distinct (BigQuery)",
  },
  {
    pattern: /\b(except|intersect)\b(?!\s+(all|distinct)\b)/,
    example: "except select 1",
    instead: "except distinct (BigQuery)",
  },
  { pattern: /\bselect\s+(\w+\.)?\*/, example: "select * from a", instead: "the columns" },
  { pattern: /\bnulls\s+(first|last)\b/, example: "order by a nulls last", instead: "filter NULLs: defaults differ" },
  { pattern: /\bignore nulls\b/, example: "lag(a) ignore nulls", instead: "a CTE (PostgreSQL)" },
  { pattern: /\blateral\b/, example: "cross join lateral f(a)", instead: "a window (BigQuery)" },
  { pattern: /\bilike\b/, example: "a ilike 'b'", instead: "lower(a) like 'b' (BigQuery)" },
  { pattern: /\|\|/, example: "a || b", instead: "dbt.concat" },
  {
    pattern: /\b(concat|date_trunc|date_add|date_diff|datediff|md5|hash)\s*\(/,
    example: "date_trunc('month', a)",
    instead: "dbt's macro",
  },
  { pattern: /\b(now\s*\(|current_timestamp|current_date)/, example: "now()", instead: "tierline.as_of" },
  {
    pattern: /\b(numeric|decimal)\b(?!\s*\()/,
    example: "cast(a as numeric)",
    instead: "tierline.type_amount: a bare one keeps 3 decimals on DuckDB",
  },
  {
    pattern: /type_amount\b(?<!null as \{\{ tierline\.type_amount)/,
    example: "cast(a as {{ tierline.type_amount() }})",
    instead: "tierline.amount: BigQuery's cast does not round to four decimals",
  },
  {
    pattern:
      /\bas\s+(varchar|text|string|double|float|float64|real|timestamp|timestamptz|datetime|int|integer|bigint|int64)\b/,
    example: "cast(a as varchar)",
    instead: "dbt.type_string, type_int, type_timestamp",
  },
  { pattern: /\bas\s+(at|value|name|level)\b/, example: "b as at", instead: "another name (DuckDB, BigQuery)" },
  {
    pattern: /\bfull\s+(outer\s+)?join\b/,
    example: "full join a",
    instead: "two left joins: conditions differ by engine",
  },
];

const FILES = globSync(["models/**/*.sql", "macros/**/*.sql", "test/dbt/**/*.sql"], { cwd: REPOSITORY });

/** What reaches every engine: without what is for one alone, without comments, tags and expressions of Jinja. */
function sqlOf(file: string): string {
  return readFileSync(resolve(REPOSITORY, file), "utf8")
    .replaceAll(/\{%-?\s*macro\s+(?:bigquery|postgres|duckdb)__\w+[\s\S]*?\{%-?\s*endmacro\s*-?%\}/g, "")
    .replaceAll(/\{#[\s\S]*?#\}|\{%[\s\S]*?%\}/g, "")
    .replaceAll(/\{\{[\s\S]*?\}\}/g, "jinja")
    .replaceAll(/--.*$/gm, "");
}

describe("models run on DuckDB, PostgreSQL and BigQuery", () => {
  test.each(RULES)("$example: $instead", ({ pattern, example }) => {
    expect(example).toMatch(pattern);
    const found = FILES.filter((file) => pattern.test(sqlOf(file)));
    expect(found).toEqual([]);
  });

  test("the rules looked at the models", () => {
    expect(FILES.length).toBeGreaterThanOrEqual(25);
    expect(
      FILES.map(sqlOf)
        .join("\n")
        .match(/\bselect\b/g)?.length,
    ).toBeGreaterThan(50);
  });
});
