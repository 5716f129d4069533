/** Parquet files: the same rows, checks and refusals as text, with types that have one exact text. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openBench, RECEIPT_HEADER, tableOf, type Bench } from "./load-setup.ts";

let bench: Bench;
const ended: Bench[] = [];
const writer = await openDuckDb(":memory:", { access: "write", threads: 1 });
let countFiles = 0;
beforeEach(async () => {
  bench = await openBench();
  ended.push(bench);
});
afterAll(async () => {
  for (const one of ended) await one.end();
  await writer.close();
});

/** The bytes of a Parquet file with the rows of this query. */
async function parquet(query: string, options = ""): Promise<Buffer> {
  const path = join(bench.folder, `written-${(countFiles += 1)}.parquet`);
  await writer.run(`copy (${query}) to '${path}' (format parquet${options})`);
  return readFile(path);
}

const receipt = (amount: string, instant = "timestamp '2024-02-01 10:00:00'", id = "'e1'"): string =>
  `select ${id} as event_id, 'c1' as customer_id, ${amount} as amount, ${instant} as occurred_at`;

async function loadReceipt(query: string): Promise<unknown> {
  const result = await bench.load({ "charges.parquet": await parquet(query) });
  expect(tableOf(result, "charges")).toMatchObject({ rows: 1, loaded: 1 });
  const [row] = await bench.rows("charges");
  return row;
}

describe("a Parquet file", () => {
  it("and a CSV file of the same events are the same load", async () => {
    const types = `select * from (values
      ('e1', 'c1', 12.50::decimal(18,2), 'pln', timestamptz '2024-02-01 12:00:00+02', 'o1', 7, true),
      ('e2', null, -0.0001::decimal(18,4), null, timestamptz '2024-02-29 23:59:00+00', null, null, null)
    ) as t("Event ID", CUSTOMER_ID, amount, currency, occurred_at, order_id, shop, is_gift)`;
    const result = await bench.load({ "charges.parquet": await parquet(types) });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 2, loaded: 2, furtherColumns: ["shop", "is_gift"] });
    expect(await bench.rows("charges")).toMatchObject([
      {
        event_id: "e1",
        amount: "12.5000",
        currency: "PLN",
        occurred_at: "2024-02-01T10:00:00Z",
        shop: "7",
        is_gift: "true",
        _source_file: "charges.parquet",
      },
      { event_id: "e2", customer_id: null, amount: "-0.0001", currency: null, order_id: null, shop: null },
    ]);
    const again = await bench.load({
      "charges.csv": `${RECEIPT_HEADER}e1,c1,12.5,PLN,2024-02-01T10:00:00Z,o1\ne2,,-0.0002,,2024-02-29T23:59:00Z,\n`,
    });
    expect(tableOf(again, "charges")).toMatchObject({ known: 1, conflicts: 1 });
  });

  it("of no rows, and of several row groups, is read by its rows' numbers", async () => {
    expect(
      tableOf(await bench.load({ "charges.parquet": await parquet(`${receipt("1")} where false`) }), "charges").rows,
    ).toBe(0);
    const many = `select 'e' || i as event_id, case when i = 4097 then 1.23456 else i end::decimal(18,5) as amount,
      timestamp '2024-01-01 10:00:00' as occurred_at from range(6000) as t(i)`;
    const problems = await bench.refuse({ "charges.parquet": await parquet(many, ", row_group_size 2048") });
    expect(problems).toMatchObject([
      { line: null, row: 4098, column: "amount", value: "1.23456", why: "It has more than 4 decimals." },
    ]);
  });

  it("lists contradictory customers by row", async () => {
    const rows = "select * from (values ('c1', 'PL'), ('c2', 'PL'), ('c1', 'DE')) as t(customer_id, country)";
    expect(await bench.refuse({ "customers.parquet": await parquet(rows) })).toMatchObject([
      { line: null, row: 3, column: "customer_id", value: "c1", why: "Row 1 has the same customer with other values." },
    ]);
  });

  it("beside a CSV file for one table is refused", async () => {
    const files = { "charges.csv": RECEIPT_HEADER, "charges.parquet": await parquet(receipt("1")) };
    expect((await bench.refuse(files)).map(({ why }) => why)).toEqual([
      expect.stringContaining("It is a second file for charges"),
    ]);
  });
});

describe("an amount comes exactly from", () => {
  it.each([
    ["12::bigint", "12.0000"],
    ["12::decimal(38,0)", "12.0000"],
    ["1.2345::decimal(18,4)", "1.2345"],
    // BigQuery writes every NUMERIC with nine decimals.
    ["12.5::decimal(38,9)", "12.5000"],
    ["1.2345::decimal(38,9)", "1.2345"],
    ["100::decimal(38,9)", "100.0000"],
    ["' 12.50 '", "12.5000"],
  ])("%s", async (amount, expected) => {
    expect(await loadReceipt(receipt(amount))).toMatchObject({ amount: expected });
  });
});

describe("an instant comes exactly from", () => {
  it.each([
    ["timestamp '2024-02-01 10:00:00.123456'", "2024-02-01T10:00:00.123456Z"],
    ["timestamptz '2024-02-01 10:00:00.5-05:30'", "2024-02-01T15:30:00.5Z"],
    ["timestamp_ms '2024-02-01 10:00:00.123'", "2024-02-01T10:00:00.123Z"],
    ["timestamp_ns '2024-02-01 10:00:00.123456000'", "2024-02-01T10:00:00.123456Z"],
    ["'2024-02-01T10:00:00+02:00'", "2024-02-01T08:00:00Z"],
  ])("%s", async (instant, expected) => {
    expect(await loadReceipt(receipt("1", instant))).toMatchObject({ occurred_at: expected });
  });
});

describe("a value that is not exact is a bad row", () => {
  it.each([
    [receipt("1.00001::decimal(38,9)"), "amount", "It has more than 4 decimals."],
    [receipt("1", "timestamp_ns '2024-02-01 10:00:00.123456789'"), "occurred_at", "It is finer than a microsecond."],
    [receipt("1", "timestamp '0044-03-15 10:00:00'"), "occurred_at", "Its year is not between 1900 and 9899."],
    [receipt("null::decimal(18,4)"), "amount", "It is missing."],
    [receipt("1", "timestamp '2024-02-01'", "''"), "event_id", "It is missing."],
  ])("%s", async (query, column, why) => {
    expect(await bench.refuse({ "charges.parquet": await parquet(query) })).toMatchObject([{ row: 1, column, why }]);
  });
});

describe("a column of a type without exact text is refused by name", () => {
  it.each([
    [receipt("1.5::double"), "amount", "Write amounts as decimal or text."],
    [receipt("1", "timestamp '2024-02-01'", "17850.0::float"), "event_id", "Write ids as text or integers."],
    [receipt("1", "timestamp '2024-02-01'", "1.5::decimal(4,1)"), "event_id", "Write ids as text or integers."],
    [receipt("1", "date '2024-02-01'"), "occurred_at", "Write instants as timestamps or text, with a time of day."],
    [`${receipt("1")}, ['a'] as tags`, "tags", "Write it as text, or take the column out."],
    [`${receipt("1")}, {'a': 1} as detail`, "detail", "Write it as text, or take the column out."],
    [`${receipt("1")}, 'x'::blob as currency`, "currency", "Write it as text, or take the column out."],
  ])("%s", async (query, column, remedy) => {
    expect(await bench.refuse({ "charges.parquet": await parquet(query) })).toMatchObject([
      { line: null, row: null, column, remedy },
    ]);
  });

  it("as is one that is missing or named twice", async () => {
    expect(
      await bench.refuse({
        "charges.parquet": await parquet("select 'e' as event_id, 1 as Event_ID_, 2 as amount, 3 as \"event id\""),
      }),
    ).toMatchObject([
      { column: "event_id", why: "The file names it twice." },
      { column: "occurred_at", why: "The file lacks it." },
    ]);
  });
});

describe("a file that cannot be read is refused by name", () => {
  it("empty, truncated, encrypted, of another kind, damaged at its end", async () => {
    const whole = await parquet(
      `select range as event_id, 1 as amount, timestamp '2024-01-01' as occurred_at from range(9000)`,
    );
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.length - 300, whole.length - 12);
    const kinds: readonly (readonly [Uint8Array, string])[] = [
      [Buffer.alloc(0), "It is empty (0 bytes)."],
      [whole.subarray(0, -1), "It is truncated: its end is missing."],
      [whole.subarray(0, 4), "It is truncated: its end is missing."],
      [Buffer.concat([Buffer.from("PARE"), whole.subarray(4, -4), Buffer.from("PARE")]), "It is encrypted."],
      [Buffer.from(RECEIPT_HEADER), "It is no Parquet file."],
      [damaged, "It is damaged: the warehouse cannot read it."],
    ];
    for (const [content, why] of kinds)
      expect(await bench.refuse({ "charges.parquet": content })).toMatchObject([{ line: null, column: null, why }]);
  });

  it("damaged among its rows", async () => {
    const whole = await parquet(
      "select 'event ' || range as event_id, 1 as amount, timestamp '2024-01-01' as occurred_at from range(9000)",
    );
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 200, 2000);
    expect(await bench.refuse({ "charges.parquet": damaged })).toMatchObject([
      { line: null, column: null, why: "It is damaged: the warehouse cannot read it." },
    ]);
  });
});
