/** What a new shop is told of its data is what a load takes. */
import { expect, test } from "vitest";
import { shopFiles } from "../../src/cli/init/shop-files.ts";
import { rawTables } from "../../src/load/raw-tables.ts";

test("data/README.md names every column of every file, and which of them are needed", () => {
  const files = shopFiles({ name: "shop", place: { path: "../tierline", isInstalled: false }, engine: "duckdb" });
  const readme = files.find(({ path }) => path === "data/README.md")?.content ?? "";
  const told = [...readme.matchAll(/^\| (\w+) \| (.*) \|$/gmu)]
    .slice(1)
    .map(([, name, columns = ""]) => [name, columns.replaceAll(/ \([^)]*\)/gu, "").split(", ")]);
  const taken = rawTables.map(({ name, columns }) => [
    name,
    columns.map((column) => (column.isRequired ? `**${column.name}**` : column.name)),
  ]);
  expect(told).toEqual(taken);
});
