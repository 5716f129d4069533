/**
 * SQL that the emulator takes and BigQuery rejects, so that no run here would show it. docs/bigquery.md names the page of
 * BigQuery's documentation for each. Text is looked at without comments and quoted strings, in lower case.
 */

export interface BigQueryRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** The pattern finds these, so that no rule is dead, … */
  readonly rejected: readonly string[];
  /** … and leaves these alone. */
  readonly accepted: readonly string[];
}

/** As far as the next clause: the rest of a join's condition, roughly. */
const WITHIN_JOIN = String.raw`(?:(?!\b(?:where|group by|order by|having|union|join|select)\b)[^;])*?`;
/** Keywords of GoogleSQL that may not name a table, a column or an alias without backticks. */
const RESERVED =
  "all|and|any|array|as|asc|assert_rows_modified|at|between|by|case|cast|collate|contains|create|cross|cube|current|default|" +
  "define|desc|distinct|else|end|enum|escape|except|exclude|exists|extract|false|fetch|following|for|from|full|group|" +
  "grouping|groups|hash|having|if|ignore|in|inner|intersect|interval|into|is|join|lateral|left|like|limit|lookup|merge|" +
  "natural|new|no|not|null|nulls|of|on|or|order|outer|over|partition|preceding|proto|qualify|range|recursive|respect|right|" +
  "rollup|rows|select|set|some|struct|tablesample|then|to|treat|true|unbounded|union|unnest|using|when|where|window|with|within";

export const BIGQUERY_RULES: readonly BigQueryRule[] = [
  {
    name: "a filter on an aggregate",
    pattern: /\bfilter\s*\(\s*where\b/u,
    rejected: ["sum(a) filter (where b)"],
    accepted: ["sum(case when b then a end)"],
  },
  {
    name: "a quoted interval",
    pattern: /\binterval\s*''/u,
    rejected: ["a + interval ''"],
    accepted: ["datetime_add(a, interval 3 day)"],
  },
  {
    name: "months added to a timestamp",
    pattern: /\btimestamp_(?:add|sub)\s*\([^;]*?\binterval\b[^;]*?\b(?:month|quarter|year)\b/u,
    rejected: ["timestamp_add(a, interval 1 month)"],
    accepted: ["timestamp_add(a, interval 1 hour)", "datetime_add(a, interval 1 month)"],
  },
  {
    name: "a frame of groups",
    pattern: /\bgroups\s+(?:between|unbounded|current|\d)/u,
    rejected: ["over (order by a groups between 1 preceding and current row)"],
    accepted: ["over (order by a rows between 1 preceding and current row)"],
  },
  {
    name: "lateral",
    pattern: /\blateral\b/u,
    rejected: ["cross join lateral f(a)"],
    accepted: ["cross join unnest(a)"],
  },
  {
    name: "a full join on more than equalities",
    pattern: new RegExp(String.raw`\bfull\s+(?:outer\s+)?join\b${WITHIN_JOIN}\bon\b${WITHIN_JOIN}\b(?:or|is)\b`, "u"),
    rejected: ["a full outer join b on a.k = b.k or a.l = b.l", "a full join b on a.k is not distinct from b.k"],
    accepted: ["a full outer join b on a.k = b.k and a.l = b.l where a.k is null or b.k is null"],
  },
  {
    name: "is distinct from, in the condition of a join",
    pattern: new RegExp(String.raw`\bjoin\b${WITHIN_JOIN}\bon\b${WITHIN_JOIN}\bis\s+(?:not\s+)?distinct\s+from\b`, "u"),
    rejected: ["left join b on a.k = b.k and a.v is distinct from b.v"],
    accepted: ["left join b on a.k = b.k where a.v is distinct from b.v"],
  },
  {
    name: "a limit in a subquery that is a value",
    pattern: /(?<!\b(?:from|join|in|exists|as|all|distinct)\s*)\(\s*select\b[^()]*(?:\([^()]*\)[^()]*)*\blimit\b/u,
    rejected: ["where a = (select b from t where t.k = s.k limit 1)"],
    accepted: ["from (select b from t limit 1) as t", "where a = (select max(b) from t)"],
  },
  {
    name: "union, except or intersect without all or distinct",
    pattern: /\b(?:union|except|intersect)\s*\(?\s*select\b/u,
    rejected: ["select 1 union select 2", "select 1 except (select 2)"],
    accepted: ["select 1 union all select 2", "select 1 except distinct select 2", "select * except (a) from t"],
  },
  {
    name: "a type with parameters in a cast",
    pattern: /\bas\s+(?:numeric|decimal|bignumeric|string|bytes)\s*\(\s*\d/u,
    rejected: ["cast(a as numeric(18,4))"],
    accepted: ["round(cast(a as numeric), 4)", "create table t (a numeric(18,4))"],
  },
  {
    name: "a type of another engine in a cast",
    pattern: /\bas\s+(?:varchar|text|double|real|hugeint|timestamptz|jsonb?\[|uuid)\b/u,
    rejected: ["cast(a as varchar)"],
    accepted: ["cast(a as string)"],
  },
  { name: "a cast by colons", pattern: /::/u, rejected: ["a::int64"], accepted: ["cast(a as int64)"] },
  {
    name: "a reserved word as a name",
    pattern: new RegExp(
      String.raw`\bas\s+(?!(?:select|with|array|struct|range|interval)\b)(?:${RESERVED})\b|(?:\bwith|,)\s+(?:${RESERVED})\s+as\s*\(|(?<![\w.])(?:following|preceding|groups|rows|range|hash|current|window)\.\w`,
      "u",
    ),
    rejected: ["join t as following on true", "with groups as (select 1) select 1", "select following.a from t"],
    accepted: ["join t as next_periods on true", "create view v as select 1", "cast(a as array<int64>)"],
  },
  {
    name: "a delete or update of everything",
    pattern: /\b(?:delete\s+from|update)\s+[^;]*$/u,
    rejected: ["delete from t", "update t set a = 1"],
    accepted: ["delete from t where true", "update t set a = 1 where b = 2"],
  },
  {
    name: "rows of values as a table",
    pattern: /\b(?:from|join|as)\s*\(\s*values\b/u,
    rejected: ["select a from (values (1)) as t(a)"],
    accepted: ["insert into t (a) values (1)"],
  },
  {
    name: "what only other engines know",
    pattern: /\b(?:on conflict|returning|ilike|bool_or|bool_and|distinct on)\b/u,
    rejected: ["insert into t (a) values (1) on conflict do nothing", "select bool_or(a) from t"],
    accepted: ["select logical_or(a) from t"],
  },
];

/** One text per statement: comments gone, quoted text emptied, lower case, blanks made one. */
export function statementsOf(sql: string): readonly string[] {
  return sql
    .replaceAll(/--.*$|#(?![{}]).*$/gmu, " ")
    .replaceAll(/\/\*[\s\S]*?\*\//gu, " ")
    .replaceAll(/'(?:[^'\\]|\\.|'')*'/gu, "''")
    .replaceAll(/`[^`]*`|"[^"]*"/gu, "named")
    .toLowerCase()
    .split(";")
    .map((statement) => statement.replaceAll(/\s+/gu, " ").trim())
    .filter((statement) => statement !== "");
}

/** Names of the rules that a statement breaks. */
export function brokenRules(statement: string): readonly string[] {
  return BIGQUERY_RULES.filter((rule) => breaks(statement, rule)).map(({ name }) => name);
}

export function breaks(statement: string, { name, pattern }: BigQueryRule): boolean {
  // A `delete` that has a `where` says what it deletes; patterns alone cannot tell.
  if (name === "a delete or update of everything" && /\bwhere\b|\bwhen\s+(?:not\s+)?matched\b/u.test(statement))
    return false;
  return pattern.test(statement);
}
