/** A shop's exports as the CSV files that `tierline load` reads. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isoInstant } from "../../platform/instant.ts";
import type { CustomerRow, ReceiptRow, Shop } from "./shop.ts";

/** What arrived in `(afterMs, untilMs]`; from the beginning when `afterMs` is left out. */
export interface ExportWindow {
  readonly afterMs?: number;
  readonly untilMs: number;
}

export interface WrittenRows {
  readonly customers: number;
  readonly statuses: number;
  readonly charges: number;
  readonly returns: number;
}

/** Makes the directory. Always writes all four files, perhaps of a header only; charges are compressed. */
export async function writeShop(directory: string, shop: Shop, window: ExportWindow): Promise<WrittenRows> {
  const customers = latestOf(shop.customers.filter((row) => isIn(window, row)));
  const statuses = shop.statuses.filter((row) => isIn(window, row));
  const charges = firstOf(shop.charges.filter((row) => isIn(window, row)));
  const returns = shop.returns.filter((row) => isIn(window, row));
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "customers.csv"), csv(CUSTOMER_COLUMNS, customers.map(customerCells)));
  await writeFile(
    join(directory, "loyalty_status.csv"),
    csv(
      ["event_id", "customer_id", "status", "occurred_at"],
      statuses.map((row) => [row.eventId, row.customerId, row.status, isoInstant(row.occurredAtMs)]),
    ),
  );
  await writeFile(join(directory, "charges.csv.gz"), gzipSync(csv(RECEIPT_COLUMNS, charges.map(receiptCells))));
  await writeFile(join(directory, "returns.csv"), csv(RECEIPT_COLUMNS, returns.map(receiptCells)));
  return {
    customers: customers.length,
    statuses: statuses.length,
    charges: charges.length,
    returns: returns.length,
  };
}

const CUSTOMER_COLUMNS = ["customer_id", "email", "first_name", "last_name", "country", "created_at"] as const;
export const RECEIPT_COLUMNS = [
  "event_id",
  "customer_id",
  "amount",
  "currency",
  "occurred_at",
  "order_id",
  "channel",
] as const;

export function receiptCells(row: ReceiptRow): readonly string[] {
  return [
    row.eventId,
    row.customerId ?? "",
    decimal(row.amountCents),
    row.currency,
    isoInstant(row.occurredAtMs),
    row.orderId,
    row.channel,
  ];
}

export function csv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

function customerCells(row: CustomerRow): readonly string[] {
  return [row.customerId, row.email ?? "", row.firstName, row.lastName, row.country, isoInstant(row.createdAtMs)];
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function isIn({ afterMs, untilMs }: ExportWindow, row: { readonly arrivesAtMs: number }): boolean {
  return row.arrivesAtMs <= untilMs && (afterMs === undefined || row.arrivesAtMs > afterMs);
}

/** One row per customer: what the shop knows at the end of the window. */
function latestOf(rows: readonly CustomerRow[]): readonly CustomerRow[] {
  return [...new Map(rows.map((row) => [row.customerId, row])).values()];
}

/** One row per event; one that was sent anew is left to the window in which that happened. */
function firstOf(rows: readonly ReceiptRow[]): readonly ReceiptRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (seen.has(row.eventId)) return false;
    seen.add(row.eventId);
    return true;
  });
}
