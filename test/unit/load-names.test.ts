import { describe, expect, it } from "vitest";
import { closestName } from "../../src/domain/closest-name.ts";
import { judgeFileName } from "../../src/load/judge-file-name.ts";
import { maskValue } from "../../src/domain/mask-value.ts";
import { rawTables } from "../../src/load/raw-tables.ts";
import { readHeader } from "../../src/load/csv/read-header.ts";

describe("a file name", () => {
  it.each([
    ["charges.csv", "charges", "csv"],
    ["loyalty_status.csv.gz", "loyalty_status", "csv.gz"],
    ["returns.parquet", "returns", "parquet"],
  ])("%s is a table's", (name, table, format) => {
    expect(judgeFileName(name)).toMatchObject({ kind: "table", table: { name: table }, format });
  });

  it.each([
    ["charge.csv", "charges.csv"],
    ["charges.CSV", "charges.csv"],
    ["Charges.csv", "charges.csv"],
    ["charges.csv.GZ", "charges.csv.gz"],
    ["charges (1).csv", "charges.csv"],
    ["charges_2024-01.csv.gz", "charges.csv.gz"],
    ["loyalty-status.csv", "loyalty_status.csv"],
    ["loyaltystatus.csv", "loyalty_status.csv"],
    ["costumers.csv", "customers.csv"],
    ["retruns.csv", "returns.csv"],
    ["charges.xlsx", "charges.csv"],
    ["charges.csv.zip", "charges.csv"],
    ["charges.csv~", "charges.csv"],
    ["charges", "charges.csv"],
    ["charge.parquet", "charges.parquet"],
    ["charges.snappy.parquet", "charges.parquet"],
    ["charges.parquet.gz", "charges.parquet"],
  ])("%s is nearly %s", (name, meant) => {
    const judged = judgeFileName(name);
    expect(judged.kind).toBe("near");
    expect(judged.kind === "near" ? judged.remedy : "").toContain(meant);
  });

  it("of another CSV is refused, of anything else left alone", () => {
    expect(judgeFileName("products.csv").kind).toBe("near");
    expect(judgeFileName("orders.csv.gz").kind).toBe("near");
    expect(judgeFileName("orders.parquet").kind).toBe("near");
    expect(judgeFileName("README.txt").kind).toBe("other");
    expect(judgeFileName("notes.md").kind).toBe("other");
  });
});

describe("the closest name", () => {
  it("takes at most 2 edits, or a third of the length", () => {
    expect(closestName("chrges", ["charges", "returns"])).toBe("charges");
    expect(closestName("retxxxs", ["returns"])).toBeUndefined();
    expect(closestName("loyalty_xxxxus", ["loyalty_status"])).toBe("loyalty_status");
    expect(closestName("loyalty_xxxxxx", ["loyalty_status"])).toBeUndefined();
  });

  it("never offers a name of which nothing is left", () => {
    expect(closestName("ab", ["xy"])).toBeUndefined();
  });
});

describe("a header", () => {
  const [, , charges] = rawTables;
  if (charges === undefined) throw new Error("charges is the third raw table");

  it("is read in any order and case; other columns are kept", () => {
    expect(readHeader('Amount,"EVENT_ID", occurred_at ,Shop No.,2nd', charges)).toEqual({
      columns: ["amount", "event_id", "occurred_at", "shop_no_", "_2nd"],
      furtherColumns: ["shop_no_", "_2nd"],
    });
  });

  it.each([
    ["event_id,amont,occurred_at", "amount", "Add the column, or rename amont if that is it."],
    ["event_id,occurred_at", "amount", "Add the column."],
    ["event_id,amount,occurred_at,Amount", "amount", "Rename one, or take one out."],
    ["event_id,amount,occurred_at,", null, "Name it, or take the column out."],
    ["event_id,amount,occurred_at,_loaded_at", "_loaded_at", "Rename it, or take the column out."],
    ["event_id;amount;occurred_at", "event_id", "Separate the columns by commas."],
  ])("%s is refused", (line, column, remedy) => {
    expect(readHeader(line, charges)).toContainEqual(expect.objectContaining({ column, remedy }));
  });
});

describe("a masked value", () => {
  it.each([
    ["12,50", "12,50"],
    ["Ann <ann@example.com>", "***@***"],
    ["ann%40example.com", "***@***"],
    ["a\tb\r\nc\u0007\u202e", "a\\tb\\r\\nc\\x07\\u{202e}"],
    ["x".repeat(60), "x".repeat(60)],
    ["x".repeat(61), `${"x".repeat(59)}…`],
  ])("%j is %s", (value, masked) => {
    expect(maskValue(value)).toBe(masked);
  });
});
