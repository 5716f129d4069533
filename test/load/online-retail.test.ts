import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { convert } from "../../examples/online-retail/convert.ts";
import { load } from "../../src/load/load.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";

const folder = mkdtempSync(join(tmpdir(), "tierline-test-retail-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
/** 100 is 6 × 2.55 + 3 × 0.1234 = 15.30 + 0.3702 = 15.6702, at the earlier of its two instants. */
const LINES = `${HEADER}100,A,"MUG, ""RED""",6,2010-12-01 08:27:00,2.5500,7,France
100,B,,3,2010-12-01 08:26:00,0.1234,7,France
C101,A,MUG,-2,2010-12-02 09:00:00,2.55,7,Spain
102,A,MUG,1,2010-12-03 10:00:00,2.5,,Germany
A103,Z,Adjust bad debt,1,2010-12-04 10:00:00,-11062.06,,United Kingdom
A104,Z,Adjust bad debt,1,2010-12-04 10:00:00,11062.06,,United Kingdom
105,C,LOST,-4,2010-12-05 10:00:00,0.0000,,United Kingdom
106,C,GIFT,4,2010-12-01 08:26:00,0,12,"Channel Islands, the"
`;

const customers = `customer_id,email,country,created_at
12,c12@example.com,"Channel Islands, the",2010-12-01T00:00:00Z
7,c7@example.com,France,2010-12-01T00:00:00Z
`;
const statuses = `event_id,customer_id,status,occurred_at
join-12,12,active,2010-12-01T00:00:00Z
join-7,7,active,2010-12-01T00:00:00Z
`;
const charges = `event_id,customer_id,amount,occurred_at,order_id
100,7,15.6702,2010-12-01T08:26:00Z,100
106,12,0.0000,2010-12-01T08:26:00Z,106
102,,2.5000,2010-12-03T10:00:00Z,102
A104,,11062.0600,2010-12-04T10:00:00Z,A104
105,,0.0000,2010-12-05T10:00:00Z,105
`;
const returns = `event_id,customer_id,amount,occurred_at
C101,7,5.1000,2010-12-02T09:00:00Z
`;

describe("the online retail converter", () => {
  it.each([
    ["plain", "retail.csv", Buffer.from(LINES)],
    ["compressed", "retail.csv.gz", gzipSync(LINES)],
  ])("makes one event per invoice, exactly, from a %s file", async (kind, name, content) => {
    const out = join(folder, kind);
    await writeFile(join(folder, name), content);
    expect(await convert(join(folder, name), out)).toEqual({
      lines: 8,
      customers: 2,
      charges: 5,
      returns: 1,
      withoutCustomer: 3,
      leftOut: ["A103"],
      withSeveralInstants: 1,
    });
    const read = (file: string): Promise<string> => readFile(join(out, file), "utf8");
    expect(await read("customers.csv")).toBe(customers);
    expect(await read("loyalty_status.csv")).toBe(statuses);
    expect(await read("charges.csv")).toBe(charges);
    expect(await read("returns.csv")).toBe(returns);
  });

  it("writes what a load takes", async () => {
    const source = join(folder, "loaded.csv");
    await writeFile(source, LINES);
    await convert(source, join(folder, "loaded"));
    const warehouse = await openDuckDb(join(folder, "retail.duckdb"), { access: "write" });
    const { tables } = await load(warehouse, [join(folder, "loaded")], { loadedAt: "2026-11-22T09:00:00Z" });
    expect(tables.map(({ loaded }) => loaded)).toEqual([2, 2, 5, 1]);
    await warehouse.close();
  });

  it.each([
    ["another header", "InvoiceNo,Price\n1,2\n", "online_retail_header"],
    ["an instant of another form", `${HEADER}1,A,,1,12/1/2010 8:26,2.55,7,France\n`, "online_retail_row"],
    ["a price of five decimals", `${HEADER}1,A,,1,2010-12-01 08:26:00,2.55555,7,France\n`, "online_retail_row"],
    [
      "an invoice of two customers",
      `${HEADER}1,A,,1,2010-12-01 08:26:00,2.5,7,France\n1,B,,1,2010-12-01 08:26:00,2.5,8,France\n`,
      "online_retail_invoice",
    ],
  ])("refuses %s", async (_, text, code) => {
    const source = join(folder, "refused.csv");
    await writeFile(source, text);
    await expect(convert(source, join(folder, "refused"))).rejects.toMatchObject({ code });
  });

  it("refuses a truncated file", async () => {
    const source = join(folder, "truncated.csv.gz");
    await writeFile(source, gzipSync(LINES).subarray(0, -9));
    await expect(convert(source, join(folder, "truncated"))).rejects.toThrow("unexpected end of file");
  });
});
