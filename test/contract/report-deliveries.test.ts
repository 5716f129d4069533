/** The report's page in a real folder; its deliveries in a real state. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publishReport } from "../../src/cli/report/publish-report.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import { sqlDeliveryBook } from "../../src/journal/sql/sql-delivery-book.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openState } from "../support/open-state.ts";
import { NOON_MS } from "../support/manual-clock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tierline-report-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("the newest page has a fixed name, each day's stays, and what cannot be written is said", async () => {
  const root = join(folder, "public");
  const store = createLocalStore(root);
  await publishReport(store, "one", { name: "loyalty", day: "2026-07-01", nowMs: NOON_MS });
  await publishReport(store, "two", { name: "loyalty", day: "2026-07-02", nowMs: NOON_MS });
  await publishReport(store, "three", { name: "loyalty", day: null, nowMs: NOON_MS });
  expect(await readFile(join(root, "loyalty.html"), "utf8")).toBe("three");
  expect(await readFile(join(root, "history", "loyalty-2026-07-01.html"), "utf8")).toBe("one");
  expect((await readdir(root)).toSorted()).toEqual(["history", "loyalty.html"]);
  expect((await readdir(join(root, "history"))).toSorted()).toEqual([
    "loyalty-2026-07-01.html",
    "loyalty-2026-07-02.html",
  ]);
  await mkdir(join(folder, "other"));
  await writeFile(join(folder, "other", "file"), "");
  const wrong = createLocalStore(join(folder, "other", "file"));
  await expect(publishReport(wrong, "one", { name: "loyalty", day: null, nowMs: NOON_MS })).rejects.toMatchObject({
    message: expect.stringContaining("Files at"),
  });
});

test("of two that know the same last delivery one claims the next, and a claim can be taken back", async () => {
  const warehouse = await openDuckDb(join(folder, "state.duckdb"), { access: "write", threads: 1 });
  try {
    const book = sqlDeliveryBook(warehouse, await openState(warehouse));
    expect(await book.last("digest")).toBeNull();
    // One after the other: DuckDB's file is one process's at a time. Two at once are PostgreSQL's test.
    expect([await book.claim("digest", null, 1_000), await book.claim("digest", null, 1_001)]).toEqual([true, false]);
    expect([await book.claim("digest", 1_000, 2_000), await book.claim("digest", 1_000, 2_001)]).toEqual([true, false]);
    expect([await book.last("digest"), await book.last("report")]).toEqual([2_000, null]);
    expect(await book.claim("digest", 2_000, null)).toBe(true);
    expect(await book.last("digest")).toBeNull();
  } finally {
    await warehouse.close();
  }
});
