import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeShop } from "../../src/demo/shop/make-shop.ts";
import { DAY_MS } from "../../src/demo/shop/shop.ts";
import { writeShop } from "../../src/demo/shop/write-shop.ts";
import { writeSpoiledShop } from "../../src/demo/shop/write-spoiled-shop.ts";
import { load } from "../../src/load/load.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";

const folder = mkdtempSync(join(tmpdir(), "tierline-test-shop-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const END_AT_MS = Date.parse("2026-11-01T00:00:00Z");

it("the seeded shop: spoiled files are refused, then two exports that overlap load, the corrected event is a conflict", async () => {
  const shop = makeShop(7, { members: 200, months: 24, endAtMs: END_AT_MS });
  const warehouse = await openDuckDb(join(folder, "shop.duckdb"), { access: "write" });
  const [spoiled, first, second] = [join(folder, "spoiled"), join(folder, "first"), join(folder, "second")];
  await writeSpoiledShop(spoiled, shop);
  const written = await writeShop(first, shop, { untilMs: END_AT_MS });
  const later = await writeShop(second, shop, { afterMs: END_AT_MS - 2 * DAY_MS, untilMs: END_AT_MS + DAY_MS });

  const options = { loadedAt: "2026-11-01T00:00:00Z" };
  await expect(load(warehouse, [spoiled], options)).rejects.toMatchObject({
    problems: [
      { line: 6, column: "amount" },
      { line: 13, column: "amount", value: "1.23456" },
      { line: 21, column: "amount", value: "1e3" },
      { line: 29, column: "event_id" },
      { line: 35, column: "occurred_at", value: "2024-02-30T10:00:00Z" },
      { line: 50, column: null, why: "It has 6 fields, the header 7." },
    ],
  });

  const { tables } = await load(warehouse, [first], options);
  expect(tables.map(({ rows, loaded }) => [rows, loaded])).toEqual(
    [written.customers, written.statuses, written.charges, written.returns].map((rows) => [rows, rows]),
  );
  expect(tables[2]?.furtherColumns).toEqual([]);
  expect(tables[3]?.furtherColumns).toEqual(["channel"]);

  const overlap = shop.charges.filter(
    (row) => row.arrivesAtMs > END_AT_MS - 2 * DAY_MS && row.arrivesAtMs <= END_AT_MS,
  );
  const again = await load(warehouse, [second], options);
  expect(again.tables[2]).toMatchObject({
    rows: later.charges,
    loaded: later.charges - overlap.length - 1,
    known: overlap.length,
    conflicts: 1,
  });
  expect(again.conflictAdvice).toContain("add a return");
  await warehouse.close();
});
