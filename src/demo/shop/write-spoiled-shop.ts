/** The same export after somebody had opened it in a spreadsheet: for showing that a load refuses it. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Shop } from "./shop.ts";
import { csv, RECEIPT_COLUMNS, receiptCells } from "./write-shop.ts";

const CHARGES_MAX = 60;

/** What each spoiled line holds instead, by the number of its row from 0; `amount` is the third cell, the instant the fifth. */
const spoiled: ReadonlyMap<number, (cells: readonly string[]) => readonly string[]> = new Map([
  [4, (cells: readonly string[]) => cells.with(2, (cells[2] ?? "").replace(".", ","))],
  [11, (cells: readonly string[]) => cells.with(2, "1.23456")],
  [19, (cells: readonly string[]) => cells.with(2, "1e3")],
  [27, (cells: readonly string[]) => cells.with(0, "")],
  [33, (cells: readonly string[]) => cells.with(4, "2024-02-30T10:00:00Z")],
  [48, (cells: readonly string[]) => cells.slice(0, -1)],
]);

/** Makes the directory with `charges.csv`: up to 60 charges, of which lines 6, 13, 21, 29, 35 and 50 cannot be loaded. */
export async function writeSpoiledShop(directory: string, shop: Shop): Promise<void> {
  const rows = shop.charges
    .slice(0, CHARGES_MAX)
    .map((row, index) => spoiled.get(index)?.(receiptCells(row)) ?? receiptCells(row));
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "charges.csv"), csv(RECEIPT_COLUMNS, rows));
}
