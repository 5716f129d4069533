import { afterAll, describe, expect, it } from "vitest";
import { openBench, RECEIPT_HEADER } from "./load-setup.ts";

const bench = await openBench();
afterAll(() => bench.end());
let count = 0;

/** Loads one charge with this amount and instant under an id of its own. */
async function loadCharge(amount: string, instant: string, rest = ""): Promise<Readonly<Record<string, unknown>>> {
  count += 1;
  await bench.load({ "charges.csv": `${RECEIPT_HEADER}e${count},,${amount},${rest},${instant},\n` });
  const [row] = await bench.warehouse.rows("select * from raw.charges where event_id = $1", [`e${count}`]);
  return row ?? {};
}

describe("an amount", () => {
  it.each([
    ["12.50", "12.5000"],
    ["0", "0.0000"],
    ["-3.1", "-3.1000"],
    ["1.2345", "1.2345"],
    ["007", "7.0000"],
    [" 5.5 ", "5.5000"],
    ["9999999999.9999", "9999999999.9999"],
    ["-9999999999.9999", "-9999999999.9999"],
  ])("%j is %s", async (text, amount) => {
    expect(await loadCharge(text, "2024-01-01T00:00:00Z")).toMatchObject({ amount });
  });

  it.each([
    ['"12,50"', "12,50", "It has a comma."],
    ["1.23456", "1.23456", "It has more than 4 decimals."],
    ["1.00000", "1.00000", "It has more than 4 decimals."],
    ["1e3", "1e3", "It has an exponent."],
    ['"1,234.50"', "1,234.50", "Its thousands are separated."],
    ["1 234.50", "1 234.50", "Its thousands are separated."],
    ["10000000000", "10000000000", "It has more than 10 digits before the point."],
    ["infinity", "infinity", "It is no plain decimal number."],
    ["nan", "nan", "It is no plain decimal number."],
    ["+1", "+1", "It is no plain decimal number."],
    [".5", ".5", "It is no plain decimal number."],
    ["5.", "5.", "It is no plain decimal number."],
    ["0x10", "0x10", "It is no plain decimal number."],
    ["1_000", "1_000", "It is no plain decimal number."],
    ["١٢", "١٢", "It is no plain decimal number."],
    ["12 PLN", "12 PLN", "It is no plain decimal number."],
    ["", null, "It is missing."],
    ["  ", "  ", "It is missing."],
  ])("%j is refused", async (text, value, why) => {
    const file = `${RECEIPT_HEADER}bad,,${text},,2024-01-01T00:00:00Z,\n`;
    expect(await bench.refuse({ "charges.csv": file })).toMatchObject([{ line: 2, column: "amount", value, why }]);
  });
});

describe("an instant", () => {
  it.each([
    ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"],
    ["2024-05-01 10:00:00", "2024-05-01T10:00:00Z"],
    ["2024-05-01T10:00Z", "2024-05-01T10:00:00Z"],
    ["2024-05-01T10:00:00.5Z", "2024-05-01T10:00:00.5Z"],
    ["2024-05-01T10:00:00.123456+02:00", "2024-05-01T08:00:00.123456Z"],
    ["2024-05-01T10:00:00-0530", "2024-05-01T15:30:00Z"],
    ["2024-05-01T23:30:00-01", "2024-05-02T00:30:00Z"],
    ["2024-05-01T00:30:00+14:00", "2024-04-30T10:30:00Z"],
    ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"],
    ["1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"],
    ["9899-12-31T23:59:59.999999Z", "9899-12-31T23:59:59.999999Z"],
    // The hour that a zone with daylight saving skips exists in UTC.
    ["2024-03-31T02:30:00", "2024-03-31T02:30:00Z"],
  ])("%s is %s", async (text, occurredAt) => {
    expect(await loadCharge("1", text)).toMatchObject({ occurred_at: occurredAt });
  });

  it.each([
    ["2024-02-30T10:00:00Z", "There is no such day."],
    ["2023-02-29T10:00:00Z", "There is no such day."],
    ["1900-02-29T10:00:00Z", "There is no such day."],
    ["2024-13-01T10:00:00Z", "There is no such day."],
    ["2024-04-31T10:00:00Z", "There is no such day."],
    ["2024-00-10T10:00:00Z", "There is no such day."],
    ["2024-05-01T24:00:00Z", "Its time of day or offset cannot be read."],
    ["2024-05-01T23:59:60Z", "Its time of day or offset cannot be read."],
    ["2024-05-01T10:60:00Z", "Its time of day or offset cannot be read."],
    ["2024-05-01T10:00:00+15:00", "Its time of day or offset cannot be read."],
    ["2024-05-01T10:00:00 Europe/Warsaw", "Its time of day or offset cannot be read."],
    ["2024-05-01T10Z", "Its time of day or offset cannot be read."],
    ["2024-05-01T10:00:00.1234567Z", "It is finer than a microsecond."],
    ["2024-05-01", "It has no time of day."],
    ["1899-12-31T23:59:59Z", "Its year is not between 1900 and 9899."],
    ["9900-01-01T00:00:00Z", "Its year is not between 1900 and 9899."],
    ["01.05.2024 10:00", "It is no ISO 8601 instant."],
    ["1714557600", "It is no ISO 8601 instant."],
    ["infinity", "It is no ISO 8601 instant."],
    ["", "It is missing."],
  ])("%j is refused", async (text, why) => {
    const file = `${RECEIPT_HEADER}bad,,1,,${text},\n`;
    expect(await bench.refuse({ "charges.csv": file })).toMatchObject([{ line: 2, column: "occurred_at", why }]);
  });

  it("may be missing in created_at, but not be wrong", async () => {
    const header = "customer_id,created_at\n";
    await bench.load({ "customers.csv": `${header}c1,\n` });
    expect(await bench.rows("customers")).toMatchObject([{ customer_id: "c1", created_at: null, email: null }]);
    expect(await bench.refuse({ "customers.csv": `${header}c1,yesterday\n` })).toMatchObject([
      { column: "created_at", value: "yesterday", why: "It is no ISO 8601 instant." },
    ]);
  });
});

describe("other cells", () => {
  it("are taken without the blanks around an id, and the currency in upper case; a customer may be missing", async () => {
    const file = `${RECEIPT_HEADER} e-1 , c1 ,1, pln ,2024-01-01T00:00:00Z, o1 \n"",,1,,2024-01-01T00:00:00Z,\n`;
    expect(await bench.refuse({ "returns.csv": file })).toMatchObject([{ line: 3, column: "event_id", value: null }]);
    await bench.load({ "returns.csv": file.split("\n", 2).join("\n") });
    expect(await bench.rows("returns")).toMatchObject([
      { event_id: "e-1", customer_id: "c1", currency: "PLN", order_id: "o1" },
    ]);
  });

  it("lose every white space around an id and an amount, as a spreadsheet leaves it", async () => {
    const header = "event_id,customer_id,amount,occurred_at\n";
    await bench.load({
      "returns.csv": `${header}e-tab\t,\u00a0c2\u00a0,\u00a012.50\t,2024-01-01T00:00:00Z\u00a0\n\ufeffe-bom,\u00a0,1,2024-01-01T00:00:00Z\n`,
    });
    expect(
      await bench.warehouse.rows(
        "select event_id, customer_id, amount from raw.returns where event_id > 'e-a' order by 1",
      ),
    ).toEqual([
      { event_id: "e-bom", customer_id: null, amount: "1.0000" },
      { event_id: "e-tab", customer_id: "c2", amount: "12.5000" },
    ]);
  });

  it("accept two statuses, and say which was meant", async () => {
    const header = "event_id,customer_id,status,occurred_at\n";
    const problems = await bench.refuse({
      "loyalty_status.csv": `${header}s1,c1,active,2024-01-01T00:00:00Z\ns2,c1,Resigned,2024-01-02T00:00:00Z\ns3,c1,paused,2024-01-03T00:00:00Z\ns4,,active,2024-01-04T00:00:00Z\n`,
    });
    expect(problems).toMatchObject([
      { line: 3, column: "status", value: "Resigned", remedy: "Did you mean resigned?" },
      { line: 4, column: "status", value: "paused", remedy: "Write active or resigned." },
      { line: 5, column: "customer_id", value: null, why: "It is missing." },
    ]);
  });

  it("never show an address, nor what a terminal would obey", async () => {
    const file = `${RECEIPT_HEADER}e1,,ann.o'hara+x@example.com,,2024-01-01T00:00:00Z,\ne2,,\u001b[31mred,,2024-01-01T00:00:00Z,\n`;
    const problems = await bench.refuse({ "charges.csv": file });
    expect(problems.map((problem) => problem.value)).toEqual(["***@***", "\\x1b[31mred"]);
  });
});
