import { describe, expect, test } from "vitest";
import { HOMES, importsOf, judgeImport, partOf } from "./import-rules.ts";
import { filesIn, withoutComments } from "./repository.ts";

const imports = filesIn(["src", "bench"], [".ts"]).flatMap(importsOf);

test("every import in src and bench follows the table", () => {
  expect(imports.length).toBeGreaterThan(300);
  expect(imports.flatMap((one) => judgeImport(one) ?? [])).toEqual([]);
});

test("every folder of src, and bench, is in the table", () => {
  const parts = new Set(imports.map(({ from }) => partOf(from)));
  expect(parts.size).toBeGreaterThan(8);
  const known =
    /^(?:(?:warehouse|journal|destination)(?:\/[a-z-]+)?|alerts|domain|report|platform|engine|dbt|config|feedback|load|profile|sandbox|demo|cli|bench)$/u;
  expect([...parts].filter((part) => !known.test(part))).toEqual([]);
});

/** BigQuery has none (docs/decisions/0176). */
test("journal and load ask no engine for a transaction that they would talk within", () => {
  const files = filesIn(["src/journal/sql", "src/load"], [".ts"]);
  expect(files.length).toBeGreaterThan(30);
  const asks = /\.transaction\(|\bbegin transaction\b|\btemporary table\b/u;
  expect(asks.test("await warehouse.transaction(work)")).toBe(true);
  expect(files.filter(({ text }) => asks.test(withoutComments(text))).map(({ path }) => path)).toEqual([]);
});

test("every package with a home is used there", () => {
  const used = new Set(imports.map(({ specifier }) => specifier));
  const unused = Object.keys(HOMES).filter((name) => ![...used].some((one) => `${one}/`.startsWith(`${name}/`)));
  // What is still being built may come later; most are there.
  expect(unused.length).toBeLessThan(Object.keys(HOMES).length / 2);
});

test("relative imports name the file with its ending", () => {
  const relative = imports.filter(({ specifier }) => specifier.startsWith("."));
  expect(relative.length).toBeGreaterThan(200);
  expect(relative.filter(({ specifier }) => !/\.(?:ts|json)$/u.test(specifier))).toEqual([]);
});

describe("the rules themselves", () => {
  test.each([
    ["src/domain/plan.ts", 'import { a } from "../platform/clock.ts";'],
    ["src/domain/plan.ts", 'import { readFile } from "node:fs";'],
    ["src/platform/http.ts", 'import type { A } from "../warehouse/warehouse.ts";'],
    ["src/warehouse/warehouse.ts", 'import { A } from "./duckdb/duckdb-warehouse.ts";'],
    ["src/warehouse/duckdb/duckdb.ts", 'import { A } from "../postgres/postgres.ts";'],
    ["src/destination/kit/attempts.ts", 'import { A } from "../hubspot/hubspot.ts";'],
    ["src/journal/in-memory/fold.ts", 'import { A } from "../../warehouse/warehouse.ts";'],
    ["src/journal/sql/fold.ts", 'import { A } from "../../warehouse/duckdb/duckdb-warehouse.ts";'],
    ["src/engine/engine.ts", 'import type { A } from "../journal/sql/sql-journal.ts";'],
    ["src/engine/engine.ts", 'import {\n  A,\n  B,\n} from "../config/settings.ts";'],
    ["src/load/load.ts", 'export { A } from "../warehouse/duckdb/duckdb-warehouse.ts";'],
    ["src/sandbox/hubspot/route.ts", 'import { A } from "../../destination/hubspot/answers.ts";'],
    ["src/sandbox/serve.ts", 'import { A } from "../domain/errors.ts";'],
    ["src/config/settings.ts", 'const a = await import("../engine/engine.ts");'],
    ["src/cli/wire.ts", 'import { A } from "../warehouse/duckdb/duckdb-warehouse.ts";'],
    ["src/cli/stores/open-store.ts", 'import { A } from "./duckdb-store.ts";'],
    ["src/engine/engine.ts", 'import { A } from "../../test/support/manual-clock.ts";'],
    ["src/demo/tour.ts", 'import { A } from "../../bench/stopwatch.ts";'],
    ["bench/load.ts", 'import { A } from "../test/support/manual-clock.ts";'],
    ["bench/load.ts", 'import { A } from "@duckdb/node-api";'],
    ["src/engine/engine.ts", 'import { A } from "@duckdb/node-api";'],
    ["src/cli/main.ts", 'import { A } from "@hubspot/api-client/lib/x.js";'],
    ["src/destination/hubspot/api.ts", 'import "hono";'],
    ["src/destination/klaviyo/api.ts", 'import { ListsApi } from "klaviyo-api";'],
    ["src/cli/main.ts", 'const { execa } = await import("execa");'],
  ])("%s refuses %s", (from, line) => {
    const said = verdict(from, line);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/may not import|does no I\/O|at once|out of src/u);
  });

  test.each([
    ["src/domain/plan.ts", 'import { a } from "./guard.ts";'],
    ["src/platform/http.ts", 'import { a } from "../domain/errors.ts";'],
    ["src/warehouse/duckdb/duckdb.ts", 'import { a } from "../warehouse.ts";'],
    ["src/destination/hubspot/hubspot.ts", 'import { a } from "../kit/attempts.ts";'],
    ["src/journal/sql/fold.ts", 'import type { a } from "../../warehouse/dialect.ts";'],
    ["src/engine/engine.ts", 'import type { a } from "../journal/source.ts";'],
    ["src/sandbox/hubspot/route.ts", 'import { a } from "../../platform/random.ts";'],
    ["src/cli/wire.ts", 'const a = await import("../warehouse/duckdb/duckdb-warehouse.ts");'],
    ["src/cli/wire.ts", 'import type { a } from "../warehouse/duckdb/duckdb-warehouse.ts";'],
    ["src/warehouse/duckdb/duckdb.ts", 'import { a } from "@duckdb/node-api";'],
    ["src/sandbox/serve.ts", 'import { a } from "@hono/node-server/utils/response";'],
    ["src/load/load.ts", 'import { parse } from "csv-parse/sync";'],
    ["bench/load.ts", 'import { A } from "../src/warehouse/duckdb/open-duckdb.ts";'],
    ["bench/load.ts", 'import { A } from "./stopwatch.ts";'],
  ])("%s allows %s", (from, line) => {
    expect(verdict(from, line)).toEqual([undefined]);
  });

  test("what stands in a comment is no import", () => {
    expect(importsOf({ path: "src/domain/a.ts", text: '// import { a } from "../cli/main.ts";' })).toEqual([]);
  });
});

function verdict(from: string, line: string): readonly (string | undefined)[] {
  return importsOf({ path: from, text: line }).map(judgeImport);
}
