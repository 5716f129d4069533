/** The list is committed, so that a file that is published, or no longer is, is seen in review. */
import { expect, test } from "vitest";
import { publishedFiles } from "../support/published-files.ts";

test("the files that npm publishes, besides the compiled code, are the committed list", async () => {
  const files = publishedFiles();
  expect(files).toContain("models/marts/dim_members.sql");
  expect(
    files.filter((path) => /\.test\.ts$|\.map$|^test\/(?!dbt\/)|^src\/|\.(?:duckdb|parquet|gz)$/u.test(path)),
  ).toEqual([]);
  await expect(`${files.join("\n")}\n`).toMatchFileSnapshot("../data/published-files.txt");
});
