import { describe, expect, test } from "vitest";
import type { SourceFile } from "./repository.ts";
import { filesIn, withoutComments } from "./repository.ts";

const LINES_MAX = 300;
const CODE = [".ts", ".js", ".sql", ".yml"];

/** Files that match, as `path:line: text`. */
function linesMatching(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) =>
    withoutComments(text)
      .split("\n")
      .flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
  );
}

/** Patterns stand in this folder as examples of themselves. */
const ours = (file: SourceFile): boolean => !file.path.startsWith("test/tidy/");

describe("files", () => {
  const files = filesIn(["src", "test", "models", "macros", "bin", "setup", "examples", "bench"], CODE);

  test(`none is longer than ${LINES_MAX} lines`, () => {
    expect(files.length).toBeGreaterThan(150);
    const long = files.filter(({ text }) => text.trimEnd().split("\n").length > LINES_MAX);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test("names of programs are in kebab-case", () => {
    const programs = files.filter(({ path }) => /\.(?:ts|js)$/u.test(path));
    expect(programs.length).toBeGreaterThan(100);
    expect(programs.filter(({ path }) => !/\/[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:ts|js)$/u.test(path))).toEqual([]);
  });

  test("names of models are in snake_case and say their layer", () => {
    const models = filesIn(["models"], [".sql"]);
    expect(models.length).toBeGreaterThan(8);
    expect(models.filter(({ path }) => !/\/(?:stg|int|fct|dim|agg|aud)_[a-z0-9_]+\.sql$/u.test(path))).toEqual([]);
  });

  test("no name says nothing", () => {
    const everything = filesIn(["src", "test", "models", "macros", "docs", "setup", "bin", "schemas", "bench"], [""]);
    expect(everything.length).toBeGreaterThan(150);
    const empty = /(?:^|[/._-])(?:ledgers?|util|utils|helpers?|managers?|common|misc)(?:[/._-]|$)/u;
    expect(empty.test("src/engine/plan-utils.ts")).toBe(true);
    expect(empty.test("src/ledger/close.ts")).toBe(true);
    expect(everything.map(({ path }) => path).filter((path) => empty.test(path))).toEqual([]);
  });

  test("decision records have a number of their own", () => {
    const numbers = filesIn(["docs/decisions"], [".md"]).map(({ path }) => path.slice(15, 19));
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers.filter((number) => !/^\d{4}$/u.test(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe("code", () => {
  const code = filesIn(["src", "test", "bench"], [".ts"]).filter(ours);

  test("time and randomness enter through src/platform alone", () => {
    const pattern = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval)\b|\bperformance\.now\b/u;
    const inside = code.filter(({ path }) => path.startsWith("src/platform/"));
    // The script of the sandbox's page runs in a browser, not in Tierline; its test plays the browser.
    const browser = new Set(["src/sandbox/page/page-script.ts", "test/contract/sandbox-hubspot-page.test.ts"]);
    const outside = code.filter(({ path }) => !path.startsWith("src/platform/") && !browser.has(path));
    expect(outside.length).toBeGreaterThan(150);
    // The pattern finds what it looks for where it is allowed.
    expect(linesMatching(inside, pattern)).not.toEqual([]);
    expect(linesMatching(outside, pattern)).toEqual([]);
  });

  test("a database is opened through the instance cache, never beside it", () => {
    const pattern = /\bDuckDBInstance\s*\.\s*create\s*\(/u;
    expect(linesMatching(code, /\bDuckDBInstance\b/u)).not.toEqual([]);
    expect(linesMatching(code, pattern)).toEqual([]);
  });

  test("the checkers are never switched off wholesale", () => {
    const pattern = /@ts-(?:ignore|nocheck)|(?:oxlint|eslint)-disable(?!-next-line)/u;
    const text = code.flatMap(({ path, text: whole }) => (pattern.test(whole) ? [path] : []));
    expect(pattern.test("// @ts-ignore")).toBe(true);
    expect(text).toEqual([]);
  });

  test("no test is left out or runs alone", () => {
    const tests = code.filter(({ path }) => path.startsWith("test/"));
    expect(tests.length).toBeGreaterThan(20);
    expect(linesMatching(tests, /\b(?:test|it|describe)\.(?:only|skip|todo)\b/u)).toEqual([]);
  });
});

describe("what is committed", () => {
  const texts = filesIn(
    ["."],
    [".ts", ".js", ".json", ".md", ".yml", ".yaml", ".sql", ".txt", ".in", ".toml", ".npmrc", "run"],
  ).filter(ours);

  test("names no folder of the machine it was written on", () => {
    expect(texts.length).toBeGreaterThan(200);
    const pattern = /(?<![\w.~-])\/(?:work|root|opt\/wheels|mnt|Users|home)\/[\w.-]/u;
    expect(pattern.test('"/root/secret"')).toBe(true);
    expect(pattern.test("https://example.com/work/shop")).toBe(false);
    expect(matching(texts, pattern)).toEqual([]);
  });

  test("names no package registry: the user's own is used", () => {
    const pattern =
      /\b(?:registry\.[a-z]|pypi\.org|files\.pythonhosted\.org|artifactory|--(?:extra-)?index-url|--find-links)/u;
    expect(pattern.test('"resolved": "https://registry.example.org/x.tgz"')).toBe(true);
    expect(matching(texts, pattern)).toEqual([]);
  });
});

function matching(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim().slice(0, 160)}`] : [])),
  );
}
