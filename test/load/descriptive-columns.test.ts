/** `channel` and `margin_amount` of a charge: typed where a file has them, NULL where it has not. */
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { openBench, RECEIPT_HEADER, tableOf, type Bench } from "./load-setup.ts";

let bench: Bench;
const ended: Bench[] = [];
beforeEach(async () => {
  bench = await openBench();
  ended.push(bench);
});
afterAll(async () => {
  for (const one of ended) await one.end();
});

const HEADER = "event_id,amount,occurred_at,Channel,Margin Amount\n";
const row = (id: string, channel: string, margin: string): string =>
  `${id},10,2024-01-01T00:00:00Z,${channel},${margin}\n`;

describe("channel and margin_amount", () => {
  it("are a text and an amount, which may be negative or missing", async () => {
    const result = await bench.load({ "charges.csv": HEADER + row("e1", "web", "-3.1234") + row("e2", "", "") });
    expect(tableOf(result, "charges").furtherColumns).toEqual([]);
    expect(await bench.rows("charges")).toMatchObject([
      { event_id: "e1", channel: "web", margin_amount: "-3.1234" },
      { event_id: "e2", channel: null, margin_amount: null },
    ]);
  });

  it("are checked like every amount", async () => {
    expect(await bench.refuse({ "charges.csv": HEADER + row("e1", "web", "1.23456") })).toMatchObject([
      { line: 2, column: "margin_amount", value: "1.23456", why: "It has more than 4 decimals." },
    ]);
  });

  it("are no conflict where a file lacks them, and one where it tells otherwise", async () => {
    await bench.load({ "charges.csv": HEADER + row("e1", "web", "1") });
    const without = await bench.load({ "charges.csv": `${RECEIPT_HEADER}e1,,10,,2024-01-01T00:00:00Z,\n` });
    expect(tableOf(without, "charges")).toMatchObject({ known: 1, conflicts: 0 });
    const other = await bench.load({ "charges.csv": HEADER + row("e1", "web", "2") });
    expect(tableOf(other, "charges")).toMatchObject({ known: 0, conflicts: 1 });
    expect(await bench.rows("conflicts")).toMatchObject([{ event_id: "e1", channel: "web", margin_amount: "2.0000" }]);
  });

  it("of a return are further columns as any other", async () => {
    const result = await bench.load({ "returns.csv": HEADER + row("r1", "web", "x") });
    expect(tableOf(result, "returns").furtherColumns).toEqual(["channel", "margin_amount"]);
  });
});

/** As version 0.1 left it after files with these further columns. */
async function leaveTable(further: string, values: string): Promise<void> {
  await bench.warehouse.run("create schema raw");
  await bench.warehouse.run(
    `create table raw.charges (event_id varchar, customer_id varchar, amount numeric(18,4), currency varchar,
      occurred_at timestamp, order_id varchar, _loaded_at timestamp, _source_file varchar${further})`,
  );
  await bench.warehouse.run(`insert into raw.charges values
    ('e0', null, 5, null, timestamp '2024-01-01', null, timestamp '2024-01-02', 'charges.csv'${values})`);
}

describe("a raw table of an earlier version", () => {
  it("gets the columns it lacks", async () => {
    await leaveTable("", "");
    await bench.load({ "charges.csv": HEADER + row("e1", "web", "1") });
    expect(await bench.rows("charges")).toMatchObject([
      { event_id: "e0", channel: null, margin_amount: null },
      { event_id: "e1", channel: "web", margin_amount: "1.0000" },
    ]);
  });

  it("has its text converted, also when the file lacks the column", async () => {
    await leaveTable(", channel varchar, margin_amount varchar", ", 'till', ' 2.50 '");
    await bench.load({ "charges.csv": `${RECEIPT_HEADER}e1,,10,,2024-01-01T00:00:00Z,\n` });
    expect(await bench.rows("charges")).toMatchObject([
      { event_id: "e0", channel: "till", margin_amount: "2.5000" },
      { event_id: "e1", channel: null, margin_amount: null },
    ]);
  });

  it("that holds a text which is no amount stops the load, with nothing lost", async () => {
    await leaveTable(", margin_amount varchar", ", '2,50'");
    const loading = bench.load({ "charges.csv": HEADER + row("e1", "web", "1") });
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toMatchObject({ code: "raw_column_unreadable" });
    expect(await bench.rows("charges")).toMatchObject([{ event_id: "e0", margin_amount: "2,50" }]);
  });
});
