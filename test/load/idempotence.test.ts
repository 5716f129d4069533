import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { load } from "../../src/load/load.ts";
import { openBench, RECEIPT_HEADER, tableOf, type Bench } from "./load-setup.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.end());

const A = "e1,c1,10,PLN,2024-01-01T00:00:00Z,o1\n";
const B = "e2,,20.5,,2024-01-02T00:00:00Z,\n";

describe("a known event", () => {
  it("is not loaded twice, however it is written", async () => {
    await bench.load({ "charges.csv": RECEIPT_HEADER + A + B });
    const before = await bench.rows("charges");
    const again =
      "ORDER_ID,occurred_at,amount,currency,customer_id,Event_Id\no1,2024-01-01 02:00:00+02:00,10.0000,pln, c1 ,e1\n,2024-01-02T00:00Z,20.50,,,e2\n,2024-01-03T00:00Z,1,,,e3\n";
    const result = await bench.load({ "charges.csv": again });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 3, loaded: 1, known: 2, conflicts: 0 });
    expect(result.conflictAdvice).toBeNull();
    expect((await bench.rows("charges")).slice(0, 2)).toEqual(before);
    expect(await bench.rows("conflicts")).toEqual([]);
  });

  it("keeps the load and the file that first brought it", async () => {
    const [first, second] = [
      await bench.write({ "charges.csv": RECEIPT_HEADER + A }),
      await bench.write({ "charges.csv": RECEIPT_HEADER + A + B }),
    ];
    await load(bench.warehouse, [first], { loadedAt: "2026-01-01T00:00:00Z" });
    await load(bench.warehouse, [second], { loadedAt: "2026-01-02T00:00:00.5Z" });
    expect(await bench.rows("charges")).toMatchObject([
      { event_id: "e1", _loaded_at: "2026-01-01T00:00:00Z", _source_file: "charges.csv" },
      { event_id: "e2", _loaded_at: "2026-01-02T00:00:00.5Z" },
    ]);
  });

  it.each([
    ["customer", A.replace("c1", "c2")],
    ["customer that is gone", A.replace("c1", "")],
    ["amount by a hundredth of a cent", A.replace("10", "10.0001")],
    ["currency", A.replace("PLN", "EUR")],
    ["currency that is gone", A.replace("PLN", "")],
    ["instant by a microsecond", A.replace("00:00:00Z", "00:00:00.000001Z")],
    ["order", A.replace("o1", "o2")],
  ])("with another %s: the first stays, the other is kept once beside", async (_, other) => {
    await bench.load({ "charges.csv": RECEIPT_HEADER + A });
    const before = await bench.rows("charges");
    for (const round of [1, 2]) {
      const result = await bench.load({ "charges.csv": RECEIPT_HEADER + other });
      expect([round, tableOf(result, "charges")]).toMatchObject([
        round,
        { rows: 1, loaded: 0, known: 0, conflicts: 1 },
      ]);
      expect(result.conflictAdvice).toContain("add a return that names the order, or a new event");
    }
    expect(await bench.rows("charges")).toEqual(before);
    expect(await bench.rows("conflicts")).toMatchObject([{ source_table: "charges", event_id: "e1", status: null }]);
  });

  it("of one table says nothing about the other's", async () => {
    const result = await bench.load({ "charges.csv": RECEIPT_HEADER + A, "returns.csv": RECEIPT_HEADER + A });
    expect(tableOf(result, "returns")).toMatchObject({ loaded: 1, known: 0, conflicts: 0 });
  });

  it("repeated in one file is known when the same, a conflict when not: the first line stays", async () => {
    const other = A.replace("10", "11");
    const result = await bench.load({ "charges.csv": RECEIPT_HEADER + A + other + B + A + other + A });
    expect(tableOf(result, "charges")).toMatchObject({ rows: 6, loaded: 2, known: 2, conflicts: 2 });
    expect(await bench.rows("charges")).toMatchObject([{ event_id: "e1", amount: "10.0000" }, { event_id: "e2" }]);
    expect(await bench.rows("conflicts")).toMatchObject([{ event_id: "e1", amount: "11.0000" }]);
  });

  it("of the status table conflicts as well", async () => {
    const header = "event_id,customer_id,status,occurred_at\n";
    await bench.load({ "loyalty_status.csv": `${header}s1,c1,active,2024-01-01T00:00:00Z\n` });
    const result = await bench.load({ "loyalty_status.csv": `${header}s1,c1,resigned,2024-01-01T00:00:00Z\n` });
    expect(tableOf(result, "loyalty_status")).toMatchObject({ conflicts: 1 });
    expect(await bench.rows("conflicts")).toMatchObject([
      { source_table: "loyalty_status", event_id: "s1", customer_id: "c1", status: "resigned", amount: null },
    ]);
  });
});

describe("further columns", () => {
  it("are kept as text, told once, made when they come, and are no conflict", async () => {
    await bench.load({ "charges.csv": RECEIPT_HEADER + A });
    const header = `${RECEIPT_HEADER.trim()},Shop,status\n`;
    const result = await bench.load({
      "charges.csv": `${header}${A.trim()},Łódź,x\n${B.trim()}, 7 ,\n${B.trim().replace("20", "21")},8,y\n`,
    });
    expect(tableOf(result, "charges")).toMatchObject({
      loaded: 1,
      known: 1,
      conflicts: 1,
      furtherColumns: ["shop", "status"],
    });
    expect(await bench.rows("charges")).toMatchObject([
      { event_id: "e1", shop: null, status: null },
      { event_id: "e2", shop: " 7 ", status: null },
    ]);
    expect(await bench.rows("conflicts")).toMatchObject([{ event_id: "e2", shop: "8", status: "y" }]);
    const third = await bench.load({ "charges.csv": `${RECEIPT_HEADER}e3,,1,,2024-01-01T00:00:00Z,\n` });
    expect(tableOf(third, "charges")).toMatchObject({ loaded: 1, furtherColumns: [] });
  });
});

describe("a customer", () => {
  const header = "customer_id,email,first_name,last_name,country,created_at\n";

  it("is what the latest load says, the whole row; the same row is left alone", async () => {
    await load(
      bench.warehouse,
      [await bench.write({ "customers.csv": `${header}c1,a@example.com,Ada,A,PL,\nc2,b@example.com,Bo,B,PL,\n` })],
      { loadedAt: "2026-01-01T00:00:00Z" },
    );
    const second = await bench.write({
      "customers.csv": "email,customer_id,vip\nnew@example.com,c1,yes\nc@example.com,c3,\n",
    });
    const result = await load(bench.warehouse, [second], { loadedAt: "2026-01-02T00:00:00Z" });
    expect(tableOf(result, "customers")).toMatchObject({
      rows: 2,
      loaded: 2,
      replaced: 1,
      known: 0,
      furtherColumns: ["vip"],
    });
    const expected = [
      {
        customer_id: "c1",
        email: "new@example.com",
        first_name: null,
        country: null,
        vip: "yes",
        _loaded_at: "2026-01-02T00:00:00Z",
      },
      { customer_id: "c2", email: "b@example.com", first_name: "Bo", vip: null, _loaded_at: "2026-01-01T00:00:00Z" },
      { customer_id: "c3", email: "c@example.com", vip: null, _loaded_at: "2026-01-02T00:00:00Z" },
    ];
    expect(await bench.rows("customers")).toMatchObject(expected);
    const again = await load(bench.warehouse, [second], { loadedAt: "2026-01-03T00:00:00Z" });
    expect(tableOf(again, "customers")).toMatchObject({ rows: 2, loaded: 0, replaced: 0, known: 2 });
    expect(await bench.rows("customers")).toMatchObject(expected);
  });

  it("in one file twice is known when the same, and a bad row when not", async () => {
    const row = "c1,a@example.com,Ada,A,PL,\n";
    const result = await bench.load({ "customers.csv": header + row + row });
    expect(tableOf(result, "customers")).toMatchObject({ rows: 2, loaded: 1, known: 1 });
    const problems = await bench.refuse({
      "customers.csv": `${header}${row}"c\n2",,,,,\n${row.replace("Ada", "Ida")}`,
    });
    expect(problems).toMatchObject([
      { line: 5, column: "customer_id", value: "c1", why: "Line 2 has the same customer with other values." },
    ]);
  });

  it("called by an address is masked", async () => {
    const problems = await bench.refuse({
      "customers.csv": "customer_id,country\na@example.com,PL\na@example.com,DE\n",
    });
    expect(problems).toMatchObject([{ line: 3, value: "***@***" }]);
  });
});
