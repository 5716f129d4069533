import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { load } from "../../src/load/load.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Row } from "../../src/warehouse/warehouse.ts";

const folder = mkdtempSync(join(tmpdir(), "tierline-test-load-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const LOADED_AT = "2026-11-22T09:00:00Z";
const receipts = "event_id,customer_id,amount,currency,occurred_at,order_id\n";

describe("a load", () => {
  it("brings four files into four tables, each value as it is", async () => {
    const data = join(folder, "four");
    await mkdir(data);
    await writeFile(
      join(data, "customers.csv"),
      'customer_id,email,first_name,last_name,country,created_at\nc1,ann@example.com,Ann,"O""Hara, Jr",PL,2024-01-10T12:00:00+02:00\nc2,,,,,\n',
    );
    await writeFile(
      join(data, "loyalty_status.csv"),
      "event_id,customer_id,status,occurred_at\ns1,c1,active,2024-01-10T10:00:00Z\n",
    );
    await writeFile(
      join(data, "charges.csv"),
      `${receipts}ch1,c1,12.50,PLN,2024-02-01 10:00:00.123456,o1\nch2,,-0.0001,,2024-02-29T23:59Z,\n`,
    );
    await writeFile(join(data, "returns.csv"), `${receipts}r1,c1,2,pln,2024-02-02T10:00:00-0530,o1\n`);
    const warehouse = await openDuckDb(join(folder, "four.duckdb"), { access: "write" });
    const result = await load(warehouse, [data], { loadedAt: LOADED_AT });
    expect(result.tables.map(({ table, rows, loaded }) => [table, rows, loaded])).toEqual([
      ["customers", 2, 2],
      ["loyalty_status", 1, 1],
      ["charges", 2, 2],
      ["returns", 1, 1],
    ]);
    const rows = (table: string): Promise<readonly Row[]> => warehouse.rows(`select * from raw.${table} order by 1`);
    expect(await rows("customers")).toEqual([
      {
        customer_id: "c1",
        email: "ann@example.com",
        first_name: "Ann",
        last_name: 'O"Hara, Jr',
        country: "PL",
        created_at: "2024-01-10T10:00:00Z",
        _loaded_at: LOADED_AT,
        _source_file: "customers.csv",
      },
      {
        customer_id: "c2",
        email: null,
        first_name: null,
        last_name: null,
        country: null,
        created_at: null,
        _loaded_at: LOADED_AT,
        _source_file: "customers.csv",
      },
    ]);
    expect(await rows("charges")).toMatchObject([
      {
        event_id: "ch1",
        amount: "12.5000",
        currency: "PLN",
        occurred_at: "2024-02-01T10:00:00.123456Z",
        order_id: "o1",
      },
      { event_id: "ch2", customer_id: null, amount: "-0.0001", currency: null, occurred_at: "2024-02-29T23:59:00Z" },
    ]);
    expect(await rows("returns")).toMatchObject([
      { amount: "2.0000", currency: "PLN", occurred_at: "2024-02-02T15:30:00Z" },
    ]);
    const again = await load(warehouse, [data], { loadedAt: "2026-11-23T09:00:00Z" });
    expect(again.tables.map(({ table, loaded, known, conflicts }) => [table, loaded, known, conflicts])).toEqual([
      ["customers", 0, 2, 0],
      ["loyalty_status", 0, 1, 0],
      ["charges", 0, 2, 0],
      ["returns", 0, 1, 0],
    ]);
    await warehouse.close();
  });

  it("is refused as a whole, with every bad row by its line", async () => {
    const data = join(folder, "bad");
    await mkdir(data);
    await writeFile(
      join(data, "charges.csv"),
      `${receipts}ch1,c1,12,50,PLN,2024-02-01T10:00:00Z,o1\nch2,c1,1.23456,PLN,2024-02-01T10:00:00Z,"o\n1"\nch3,c1,1e3,PLN,2024-02-01T10:00:00Z,o1\n,c1,1,PLN,2024-02-01T10:00:00Z,o1\nch4,c1,1,PLN,2024-02-30T10:00:00Z,o1\n`,
    );
    const warehouse = await openDuckDb(join(folder, "bad.duckdb"), { access: "write" });
    const error = await load(warehouse, [data], { loadedAt: LOADED_AT }).catch((problem: unknown) => problem);
    expect(error).toMatchObject({
      code: "load_refused",
      countMore: 0,
      problems: [
        { line: 2, column: null, why: "It has 7 fields, the header 6." },
        { line: 3, column: "amount", value: "1.23456", why: "It has more than 4 decimals." },
        { line: 5, column: "amount", value: "1e3", why: "It has an exponent." },
        { line: 6, column: "event_id", value: null, why: "It is missing." },
        { line: 7, column: "occurred_at", value: "2024-02-30T10:00:00Z", why: "There is no such day." },
      ],
    });
    expect(await warehouse.hasRelation("raw", "charges")).toBe(false);
    await warehouse.close();
  });
});
