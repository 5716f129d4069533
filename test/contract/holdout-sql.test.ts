/** The holdout's hash in SQL agrees with the one in TypeScript, which is the reference. */
import { array, assert, asyncProperty, string } from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fnv1a, HOLDOUT_BUCKETS, holdoutBucket } from "../../src/domain/holdout.ts";
import { isHeldOut } from "../../src/journal/sql/statements/exclusions.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
});
afterAll(async () => {
  await warehouse.close();
});

/** Hashes of these texts, in their order. */
async function hashed(texts: readonly string[]): Promise<readonly (number | null)[]> {
  const { dialect } = warehouse;
  const given = dialect.records("$1", { row_no: "bigint", value: "text" });
  const rows = await warehouse.rows(`select ${dialect.fnv1a("value")} as hash from ${given} as given order by row_no`, [
    JSON.stringify(texts.map((value, at) => ({ row_no: at, value }))),
  ]);
  return rows.map(({ hash }) => (typeof hash === "number" ? hash : null));
}

it("over texts of every kind", async () => {
  const texts = [
    "",
    "a",
    "foobar",
    "é",
    "e\u0301",
    "😀",
    "👨‍👩‍👧",
    "\u0001",
    "\uffff",
    "\u{10000}",
    "\u{10ffff}",
    " ",
    "日本語",
    "a".repeat(5_000),
  ];
  expect(await hashed(texts)).toEqual(texts.map(fnv1a));
});

it("over random Unicode", async () => {
  // A text of the warehouse has whole code points and no NUL.
  const text = string({ unit: "binary", maxLength: 40 }).map((value) => value.replaceAll("\0", "0"));
  await assert(
    asyncProperty(array(text, { minLength: 100, maxLength: 400 }), async (texts) => {
      expect(await hashed(texts)).toEqual(texts.map(fnv1a));
    }),
    { numRuns: 25 },
  );
});

it("and so do the buckets: the same people of 20,000 are held out", async () => {
  const { dialect } = warehouse;
  const ids = Array.from(
    { length: 20_000 },
    (_, at) => `${["customer", "Kundin ä", "顧客", "😀"][at % 4] ?? ""} ${at}`,
  );
  const given = dialect.records("$1", { identity: "text" });
  const held = await warehouse.rows(
    `select identity
from ${given} as given
cross join (select cast('aud_tier' as varchar) as holdout_seed, cast(200 as bigint) as holdout_buckets) as list
where ${isHeldOut(dialect, "list", "given")}`,
    [JSON.stringify(ids.map((identity) => ({ identity })))],
  );
  const expected = ids.filter((id) => holdoutBucket("aud_tier", id) < 200);
  expect(new Set(held.map(({ identity }) => identity))).toEqual(new Set(expected));
  expect(held).toHaveLength(expected.length);
  expect(expected.length).toBeGreaterThan((ids.length * 100) / HOLDOUT_BUCKETS);
});

it("holds out nobody where no seed is given", async () => {
  const list = "(select cast(null as varchar) as holdout_seed, cast(null as bigint) as holdout_buckets)";
  const rows = await warehouse.rows(
    `select ${isHeldOut(warehouse.dialect, "list", "one")} as held from (select 'ann' as identity) as one cross join ${list} as list`,
  );
  expect(rows).toEqual([{ held: false }]);
});
