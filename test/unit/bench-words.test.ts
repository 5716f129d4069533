import { expect, test } from "vitest";
import { BENCHMARKS } from "../../bench/benchmarks.ts";
import { HELP } from "../../bench/read-words.ts";

test("the benchmarks' help keeps each name apart from what it measures, however long the name is", () => {
  expect(BENCHMARKS.length).toBeGreaterThan(5);
  const lines = HELP.split("\n").map((line) => line.trim().split(/ {2,}/u));
  for (const { name, summary } of BENCHMARKS) expect(lines).toContainEqual([name, summary]);
});
