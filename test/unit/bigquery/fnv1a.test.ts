import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { fnv1a } from "../../../src/domain/holdout.ts";
import { FNV1A_BODY, withFunctions } from "../../../src/warehouse/bigquery/fnv1a.ts";

// The emulator has no JavaScript: what BigQuery would run is run here.
test("the function that BigQuery runs hashes as the holdout's law does", () => {
  const run: (text: string | null) => unknown = runInNewContext(`(text) => {${FNV1A_BODY}}`);
  const texts = ["", "a", "aud_tierc00021", "é", "日本語", "👍", "a👩‍👩‍👧b", "\u{10ffff}", "x".repeat(300)];
  expect(texts.map(run)).toEqual(texts.map(fnv1a));
  expect(run(null)).toBeNull();
});

test("stands before the statements that call it, and no others", () => {
  expect(withFunctions("select 1")).toBe("select 1");
  const called = "select cast(tierline_fnv1a(a) as int64)";
  expect(withFunctions(called)).toMatch(/^create temp function tierline_fnv1a\(text string\)[^]*""";\nselect cast/u);
  expect(withFunctions(called).endsWith(called)).toBe(true);
});
