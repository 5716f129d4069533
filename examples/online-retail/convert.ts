/**
 * Turns the UCI Online Retail file (one line per article of an invoice) into the four files that `tierline load` reads.
 *
 *     node convert.ts <online_retail.csv[.gz]> <out directory>
 *
 * See README.md for what becomes of what.
 */
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { ConfigError } from "../../src/domain/errors.ts";

export interface Counts {
  readonly lines: number;
  readonly customers: number;
  readonly charges: number;
  readonly returns: number;
  /** Of the charges and returns together. */
  readonly withoutCustomer: number;
  /** Invoices that are no cancellation and yet below zero. */
  readonly leftOut: readonly string[];
  /** Invoices whose lines carry more than one instant. */
  readonly withSeveralInstants: number;
}

interface Line {
  readonly invoiceNo: string;
  readonly customerId: string;
  readonly country: string;
  readonly invoicedAt: string;
  readonly amount: bigint;
}

/** `amount` in ten-thousandths, so that sums are exact. */
interface Invoice {
  readonly invoiceNo: string;
  readonly customerId: string;
  firstAt: string;
  hasSeveralInstants: boolean;
  amount: bigint;
}

const COLUMNS = ["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"] as const;
const JOINED_AT = "2010-12-01T00:00:00Z";

export async function convert(source: string, directory: string): Promise<Counts> {
  const invoices = new Map<string, Invoice>();
  const countries = new Map<string, string>();
  let lines = 0;
  for await (const line of readLines(source)) {
    lines += 1;
    addLine(invoices, line);
    // A few customers have ordered to two countries; the first in the file stays.
    if (line.customerId !== "" && !countries.has(line.customerId)) countries.set(line.customerId, line.country);
  }
  const sorted = [...invoices.values()].toSorted(
    (a, b) => order(a.firstAt, b.firstAt) || order(a.invoiceNo, b.invoiceNo),
  );
  const returns = sorted.filter((invoice) => invoice.invoiceNo.startsWith("C"));
  const others = sorted.filter((invoice) => !invoice.invoiceNo.startsWith("C"));
  const charges = others.filter((invoice) => invoice.amount >= 0n);
  await writeTables(directory, countries, charges, returns);
  return {
    lines,
    customers: countries.size,
    charges: charges.length,
    returns: returns.length,
    withoutCustomer: [...charges, ...returns].filter((invoice) => invoice.customerId === "").length,
    leftOut: others.filter((invoice) => invoice.amount < 0n).map((invoice) => invoice.invoiceNo),
    withSeveralInstants: sorted.filter((invoice) => invoice.hasSeveralInstants).length,
  };
}

async function* readLines(source: string): AsyncGenerator<Line> {
  const parser = parse({ bom: true, columns: (header: readonly string[]) => checkHeader(header) });
  // What goes wrong anywhere destroys the parser, and so ends the loop below with its error.
  if (source.endsWith(".gz")) pipeline(createReadStream(source), createGunzip(), parser, ignore);
  else pipeline(createReadStream(source), parser, ignore);
  const records: AsyncIterable<Readonly<Record<string, string>>> = parser;
  let lineNo = 1;
  for await (const record of records) {
    lineNo += 1;
    yield readLine(record, lineNo);
  }
}

function ignore(): void {}

function checkHeader(header: readonly string[]): string[] {
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new ConfigError("online_retail_header", `The file lacks ${missing.join(", ")}.`, {
      remedy: "It should be the UCI Online Retail data as CSV, with a header line.",
    });
  return [...header];
}

function readLine(record: Readonly<Record<string, string>>, recordNo: number): Line {
  const invoicedAt = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(record["InvoiceDate"] ?? "");
  const quantity = /^-?\d+$/.exec(record["Quantity"] ?? "");
  const price = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(record["UnitPrice"] ?? "");
  if (invoicedAt === null || quantity === null || price === null || record["InvoiceNo"] === "")
    throw new ConfigError("online_retail_row", `Record ${recordNo} has no number, instant, quantity or price.`, {
      remedy: "Instants are like 2010-12-01 08:26:00, prices have at most four decimals.",
    });
  const [, sign, whole, decimals = ""] = price;
  const unitPrice = BigInt(`${sign}${whole}${decimals.padEnd(4, "0")}`);
  return {
    invoiceNo: record["InvoiceNo"] ?? "",
    customerId: record["CustomerID"] ?? "",
    country: record["Country"] ?? "",
    invoicedAt: `${invoicedAt[1]}T${invoicedAt[2]}Z`,
    amount: BigInt(quantity[0]) * unitPrice,
  };
}

function addLine(invoices: Map<string, Invoice>, line: Line): void {
  const { invoiceNo, customerId, invoicedAt, amount } = line;
  const invoice = invoices.get(invoiceNo);
  if (invoice === undefined) {
    invoices.set(invoiceNo, { invoiceNo, customerId, firstAt: invoicedAt, hasSeveralInstants: false, amount });
    return;
  }
  if (invoice.customerId !== customerId)
    throw new ConfigError("online_retail_invoice", `Invoice ${invoiceNo} names two customers.`, {
      remedy: "In the published file none does: check where this one comes from.",
    });
  if (invoicedAt !== invoice.firstAt) invoice.hasSeveralInstants = true;
  if (invoicedAt < invoice.firstAt) invoice.firstAt = invoicedAt;
  invoice.amount += amount;
}

async function writeTables(
  directory: string,
  countries: ReadonlyMap<string, string>,
  charges: readonly Invoice[],
  returns: readonly Invoice[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const write = (name: string, header: string, rows: readonly (readonly string[])[]): Promise<void> =>
    writeFile(join(directory, name), [header, ...rows.map((cells) => cells.map(quoted).join(","))].join("\n") + "\n");
  const customers = [...countries].toSorted(([a], [b]) => order(a, b));
  await write(
    "customers.csv",
    "customer_id,email,country,created_at",
    customers.map(([id, country]) => [id, `c${id}@example.com`, country, JOINED_AT]),
  );
  await write(
    "loyalty_status.csv",
    "event_id,customer_id,status,occurred_at",
    customers.map(([id]) => [`join-${id}`, id, "active", JOINED_AT]),
  );
  await write(
    "charges.csv",
    "event_id,customer_id,amount,occurred_at,order_id",
    charges.map((invoice) => [...receipt(invoice), invoice.invoiceNo]),
  );
  await write("returns.csv", "event_id,customer_id,amount,occurred_at", returns.map(receipt));
}

function receipt({ invoiceNo, customerId, amount, firstAt }: Invoice): readonly string[] {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, "0");
  return [invoiceNo, customerId, `${digits.slice(0, -4)}.${digits.slice(-4)}`, firstAt];
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

if (import.meta.main) {
  const [source, directory] = process.argv.slice(2);
  if (source === undefined || directory === undefined) {
    console.error("Usage: node convert.ts <online_retail.csv[.gz]> <out directory>");
    process.exitCode = 3;
  } else {
    const counts = await convert(source, directory);
    console.log(
      `${counts.lines} lines: ${counts.customers} customers, ${counts.charges} charges, ${counts.returns} returns,`,
    );
    console.log(
      `of which ${counts.withoutCustomer} have no customer; ${counts.withSeveralInstants} invoices carried two instants.`,
    );
    console.log(`Left out, being neither charge nor return: ${counts.leftOut.join(", ") || "none"}.`);
  }
}
