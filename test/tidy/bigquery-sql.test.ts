import { describe, expect, test } from "vitest";
import { BIGQUERY_RULES, breaks, brokenRules, statementsOf } from "./bigquery-rules.ts";
import { filesIn, type SourceFile } from "./repository.ts";

/** What only other engines are sent: a macro that has a `bigquery__` of its own. */
function withoutOtherEngines(text: string, all: string): string {
  return text.replaceAll(/\{%-?\s*macro\s+default__(\w+)[\s\S]*?\{%-?\s*endmacro\s*-?%\}/gu, (macro, name: string) =>
    all.includes(`macro bigquery__${name}(`) ? "" : macro,
  );
}

/** What reaches the engine: Jinja's comments and tags gone, each expression a word. */
function sqlOf(text: string): string {
  return text.replaceAll(/\{#[\s\S]*?#\}|\{%[\s\S]*?%\}/gu, " ").replaceAll(/\{\{[\s\S]*?\}\}/gu, "jinja");
}

function findings(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    statementsOf(text).flatMap((statement) => brokenRules(statement).map((rule) => `${path}: ${rule}`)),
  );
}

describe("SQL that the emulator takes and BigQuery rejects", () => {
  test.each(BIGQUERY_RULES)("$name: the rule is alive", (rule) => {
    const isBroken = (sql: string): boolean => statementsOf(sql).some((statement) => breaks(statement, rule));
    expect(rule.rejected.filter((sql) => !isBroken(sql))).toEqual([]);
    expect(rule.accepted.filter(isBroken)).toEqual([]);
  });

  test("stands in no model, macro or test of the package", () => {
    const macros = filesIn(["macros"], [".sql"]);
    const all = macros.map(({ text }) => text).join("\n");
    const files = [...macros, ...filesIn(["models", "test/dbt"], [".sql"])].map(({ path, text }) => ({
      path,
      text: sqlOf(withoutOtherEngines(text, all)),
    }));
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap(({ text }) => statementsOf(text)).length).toBeGreaterThan(35);
    expect(withoutOtherEngines(all, all).length).toBeLessThan(all.length);
    expect(findings(files)).toEqual([]);
  });

  test("stands in no statement that the runner sends to BigQuery", () => {
    const golden = filesIn(["test/golden"], [".sql"]);
    expect(golden.length).toBeGreaterThan(50);
    expect(findings(golden.filter(({ path }) => path.includes("/bigquery")))).toEqual([]);
  });
});
