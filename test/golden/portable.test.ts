/**
 * What PostgreSQL 15 or BigQuery rejects whatever the dialect says, in the texts that stand here for DuckDB. The
 * emulator takes more than BigQuery does, so running there proves too little.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Rule {
  /** What is wrong with a statement; each gives the words around. */
  readonly find: (sql: string) => readonly string[];
  /** Text in which the rule must find something, so that no rule is dead. */
  readonly example: string;
  readonly instead: string;
}

const matching =
  (pattern: RegExp): Rule["find"] =>
  (sql) =>
    [...sql.matchAll(new RegExp(pattern, "g"))].map(([found]) => found);

const RULES: readonly Rule[] = [
  {
    find: wheresWithoutFrom,
    example: "insert into a select 1 where not exists (select 1 from a)",
    instead: "from (select 1 as one) as once (BigQuery)",
  },
  { find: updatesOfAll, example: "update a set b = (select 1 from c where d)", instead: "where true (BigQuery)" },
  {
    find: unnamedSubqueries,
    example: "select 1 from (select 1 as one) where one = 1",
    instead: "a name for it (PostgreSQL)",
  },
  { find: matching(/\blimit (?!\d)/), example: "limit cast($1 as bigint)", instead: "limitOf (BigQuery)" },
  { find: matching(/\bunion\b(?! all| distinct)/), example: "union select", instead: "union all (BigQuery)" },
  { find: matching(/\b(?:except|intersect)\b(?! distinct)/), example: "except select", instead: "distinct (BigQuery)" },
  { find: matching(/\b(?:qualify|group by all|order by all)\b/), example: "group by all", instead: "columns, a CTE" },
  { find: matching(/\bfilter ?\(/), example: "sum(a) filter (where b)", instead: "sum(case …) (BigQuery)" },
  { find: matching(/\bdistinct on\b/), example: "select distinct on (a) b", instead: "row_number() (BigQuery)" },
  { find: matching(/::|\binterval '/), example: "a::int", instead: "cast, a bigint of milliseconds" },
  { find: matching(/\b(?:temporary|temp) /), example: "create temporary table", instead: "scratch (BigQuery)" },
  {
    find: matching(/\bby source\b|\breturning\b/),
    example: "returning a",
    instead: "another statement (PostgreSQL 15)",
  },
  { find: matching(/\bnulls (?:first|last)\b/), example: "order by a nulls last", instead: "filter NULLs" },
];

const FOLDER = import.meta.dirname;
const texts = globSync(["duckdb/*.sql", "duckdb-profile/*.sql"], { cwd: FOLDER }).map((name) => ({
  name,
  statements: readFileSync(join(FOLDER, name), "utf8").split(";\n"),
}));

describe("the statements of the SQL journal and of the profile", () => {
  it.each(RULES)("$example: $instead", ({ find, example }) => {
    expect(find(example)).not.toEqual([]);
    const found = texts.flatMap(({ name, statements }) =>
      statements.flatMap((sql) => find(sql).map((words) => `${name}: ${words}`)),
    );
    expect(found).toEqual([]);
  });

  it("are looked at, and rightly written ones pass", () => {
    expect(texts.length).toBeGreaterThan(90);
    const right =
      "update a set b = 1 where true;\ninsert into a select 1 from (select 1 as one) as once where one = 0 limit 5;\n" +
      "with c as (select 1 as one) select 'where (' as said, (select max(d) from e where f) as g from c where one = 1";
    for (const { find } of RULES) expect(right.split(";\n").flatMap(find)).toEqual([]);
  });
});

/** Words, parentheses and literals, in lower case. */
function tokensOf(sql: string): readonly string[] {
  return sql.toLowerCase().match(/'(?:[^']|'')*'|"[^"]*"|[a-z_][a-z0-9_.]*|[()]/g) ?? [];
}

/** Clauses of a query that stand in the same parentheses. */
interface Level {
  isSelect: boolean;
  hasFrom: boolean;
}

function wheresWithoutFrom(sql: string): readonly string[] {
  const levels: Level[] = [{ isSelect: false, hasFrom: false }];
  return tokensOf(sql).flatMap((token, index, all) => {
    if (token === "(") levels.push({ isSelect: false, hasFrom: false });
    if (token === ")") levels.pop();
    const level = levels.at(-1);
    if (level === undefined) return [];
    if (token === "select") Object.assign(level, { isSelect: true, hasFrom: false });
    if (token === "from") level.hasFrom = true;
    return token === "where" && level.isSelect && !level.hasFrom ? [all.slice(index - 5, index + 3).join(" ")] : [];
  });
}

function updatesOfAll(sql: string): readonly string[] {
  let depth = 0;
  const outer = tokensOf(sql).filter((token) => {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    return depth === 0;
  });
  return outer[0] === "update" && !outer.includes("where") ? [outer.slice(0, 4).join(" ")] : [];
}

function unnamedSubqueries(sql: string): readonly string[] {
  const tokens = tokensOf(sql);
  const isSubquery: boolean[] = [];
  return tokens.flatMap((token, index) => {
    if (token === "(") isSubquery.push(/^(?:from|join|using)$/.test(tokens[index - 1] ?? ""));
    if (token !== ")" || isSubquery.pop() !== true || tokens[index + 1] === "as") return [];
    return [tokens.slice(index - 3, index + 3).join(" ")];
  });
}
