/** `--quarantine`: good rows are loaded, bad ones kept whole and once. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { load, type LoadResult } from "../../src/load/load.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Row } from "../../src/warehouse/warehouse.ts";
import { LOADED_AT, openBench, RECEIPT_HEADER, refusalOf, tableOf, type Bench } from "./load-setup.ts";

let bench: Bench;
const ended: Bench[] = [];
beforeEach(async () => {
  bench = await openBench();
  ended.push(bench);
});
afterAll(async () => {
  for (const one of ended) await one.end();
});

const GOOD = "e1,c1,10,PLN,2024-01-01T00:00:00Z,o1\n";
const COMMA = 'e2,c1,"12,50",PLN,2024-01-01T00:00:00Z,"o\n2"\n';
const TORN = 'e3,c1,12,50,PLN,2024-01-01T00:00:00Z,"o,3"\n';
const NAMELESS = ",ann@example.com,1,,2024-01-01T00:00:00Z,\n";

type Files = Parameters<Bench["write"]>[0];
async function quarantine(files: Files, id = "q1"): Promise<LoadResult> {
  return load(bench.warehouse, [await bench.write(files)], { loadedAt: LOADED_AT, quarantineId: id });
}
const cells = (text: unknown): unknown => JSON.parse(String(text));
const kept = (): Promise<readonly Row[]> =>
  bench.warehouse.rows("select * from raw.quarantine order by source_table, source_line, source_row");

describe("a load with quarantine", () => {
  it("loads the good rows and keeps the others as they stood, with their line, column and reason", async () => {
    const result = await quarantine({ "charges.csv": RECEIPT_HEADER + COMMA + GOOD + TORN + NAMELESS });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 4, loaded: 1, known: 0, conflicts: 0, quarantined: 3 });
    expect(result.quarantine).toMatchObject({ id: "q1", rows: 3, added: 3, kept: { rows: 3, open: 3 }, countMore: 0 });
    expect(result.quarantine?.problems.map(({ line, column, value }) => [line, column, value])).toEqual([
      [2, "amount", "12,50"],
      [5, null, null],
      [6, "event_id", null],
    ]);
    expect(await bench.rows("charges")).toMatchObject([{ event_id: "e1", amount: "10.0000" }]);
    const rows = await kept();
    expect(rows).toMatchObject([
      {
        source_table: "charges",
        source_line: 2,
        source_row: null,
        record_key: "e2",
        bad_column: "amount",
        why: "It has a comma.",
        quarantine_id: "q1",
        _loaded_at: LOADED_AT,
        _source_file: "charges.csv",
      },
      { source_line: 5, record_key: null, bad_column: null, why: "It has 7 fields, the header 6." },
      { source_line: 6, record_key: null, bad_column: "event_id", why: "It is missing." },
    ]);
    expect(rows.map(({ record }) => cells(record))).toEqual([
      {
        event_id: "e2",
        customer_id: "c1",
        amount: "12,50",
        currency: "PLN",
        occurred_at: "2024-01-01T00:00:00Z",
        order_id: "o\n2",
      },
      TORN.trimEnd(),
      {
        event_id: null,
        customer_id: "ann@example.com",
        amount: "1",
        currency: null,
        occurred_at: "2024-01-01T00:00:00Z",
        order_id: null,
      },
    ]);
  });

  it("keeps the same rows once, from whatever file, and two that are alike in one file as two", async () => {
    const bad = RECEIPT_HEADER + NAMELESS + NAMELESS + TORN + TORN;
    expect((await quarantine({ "charges.csv": bad })).quarantine).toMatchObject({ rows: 4, added: 4 });
    expect((await quarantine({ "charges.csv": bad }, "q2")).quarantine).toMatchObject({ rows: 4, added: 0 });
    const other = await quarantine({ "charges.csv": RECEIPT_HEADER + GOOD + NAMELESS + TORN }, "q3");
    expect(other.quarantine).toMatchObject({ rows: 2, added: 0, kept: { rows: 4, open: 4 } });
    expect((await quarantine({ "returns.csv": bad }, "q4")).quarantine).toMatchObject({ rows: 4, added: 4 });
    expect((await kept()).map((row) => row["quarantine_id"])).toEqual(["q1", "q1", "q1", "q1", "q4", "q4", "q4", "q4"]);
  });

  it("takes a mended file later, and knows the row is mended", async () => {
    await quarantine({ "charges.csv": RECEIPT_HEADER + GOOD + COMMA + NAMELESS });
    const mended = await quarantine({ "charges.csv": RECEIPT_HEADER + GOOD + COMMA.replace('"12,50"', "12.50") });
    expect(tableOf(mended, "charges")).toMatchObject({ rows: 2, loaded: 1, known: 1, quarantined: 0 });
    expect(mended.quarantine).toMatchObject({ rows: 0, added: 0, kept: { rows: 2, open: 1 } });
  });

  it("keeps every row of a customer who contradicts another row, and leaves the stored one", async () => {
    const header = "customer_id,country\n";
    await bench.load({ "customers.csv": `${header}c1,PL\n` });
    const result = await quarantine({ "customers.csv": `${header}c1,DE\nc2,PL\nc1,FR\nc1,DE\n` });
    expect(tableOf(result, "customers")).toMatchObject({ rows: 4, loaded: 1, quarantined: 3 });
    expect(await bench.rows("customers")).toMatchObject([
      { customer_id: "c1", country: "PL" },
      { customer_id: "c2", country: "PL" },
    ]);
    expect((await kept()).map(({ source_line, bad_column, why }) => [source_line, bad_column, why])).toEqual(
      [2, 4, 5].map((line) => [line, "customer_id", "The file has this customer with other values, too."]),
    );
  });

  it("keeps rows of Parquet by their number", async () => {
    const directory = await bench.write({});
    const path = join(directory, "charges.parquet");
    const writer = await openDuckDb(":memory:", { access: "write" });
    await writer.run(`copy (select 'e' || i as event_id, i::varchar || case when i % 2 = 0 then ',5' else '' end as amount,
      timestamp '2024-01-01' as occurred_at from range(5) as t(i)) to '${path}' (format parquet)`);
    await writer.close();
    const result = await load(bench.warehouse, [directory], { loadedAt: LOADED_AT, quarantineId: "q1" });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 5, loaded: 2, quarantined: 3 });
    expect((await kept()).map((row) => [row["source_line"], row["source_row"], row["record_key"]])).toEqual([
      [null, 1, "e0"],
      [null, 3, "e2"],
      [null, 5, "e4"],
    ]);
  });

  it("goes through more bad rows than one page", async () => {
    const rows = Array.from(
      { length: 12_000 },
      (_, index) => `e${index},,${index % 2 === 0 ? "x" : "1"},,2024-01-01T00:00:00Z,\n`,
    );
    const result = await quarantine({ "charges.csv": RECEIPT_HEADER + rows.join("") });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 12_000, loaded: 6_000, quarantined: 6_000 });
    const [counted] = await bench.warehouse.rows(
      `select count(*) as rows, count(distinct record_hash) as hashes,
        count(case when source_line = cast(substr(record_key, 2) as integer) + 2 then 1 end) as right_lines from raw.quarantine`,
    );
    expect(counted).toEqual({ rows: 6_000, hashes: 6_000, right_lines: 6_000 });
  });

  it("of sound files says that nothing is bad", async () => {
    const result = await quarantine({ "charges.csv": RECEIPT_HEADER + GOOD });
    expect(result.quarantine).toEqual({
      id: "q1",
      rows: 0,
      added: 0,
      kept: { rows: 0, open: 0 },
      problems: [],
      countMore: 0,
    });
  });
});

describe("what no quarantine can take is refused as ever, with nothing changed", () => {
  it("a quote that is never closed, since nobody knows where its record ends", async () => {
    const error = await refusalOf(quarantine({ "charges.csv": `${RECEIPT_HEADER}${TORN}${GOOD}e9,"c1,1\n` }));
    expect(error.problems).toMatchObject([{ line: 4, why: "A quote is opened and never closed." }]);
    expect(await bench.warehouse.hasRelation("raw", "charges")).toBe(false);
  });

  it("more than a thousand malformed records, which are no odd rows", async () => {
    const path = join(await bench.write({}), "charges.csv");
    await writeFile(path, RECEIPT_HEADER + TORN.repeat(1001));
    const error = await refusalOf(load(bench.warehouse, [path], { loadedAt: LOADED_AT, quarantineId: "q1" }));
    expect([error.problems.length, error.countMore]).toEqual([20, 981]);
    await writeFile(path, RECEIPT_HEADER + TORN.repeat(1000));
    const result = await load(bench.warehouse, [path], { loadedAt: LOADED_AT, quarantineId: "q1" });
    expect(result.quarantine).toMatchObject({ rows: 1000, added: 1000 });
  });
});
