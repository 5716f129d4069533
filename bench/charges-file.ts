/** A file of charges as a till would export them, written in pieces: its size is bounded by the disk alone. */
import { open } from "node:fs/promises";
import { seededChance } from "../src/demo/shop/chance.ts";
import { csv, RECEIPT_COLUMNS } from "../src/demo/shop/write-shop.ts";
import { isoInstant } from "../src/platform/instant.ts";

const SEED = 5;
const CUSTOMERS = 200_000;
const FIRST_MS = Date.UTC(2024, 0, 1);
const SECONDS = 2 * 365 * 86_400;
const PIECE_ROWS = 20_000;

/** Resolves to the sum of all amounts in cents. The same count makes the same file. */
export async function writeCharges(path: string, rows: number): Promise<number> {
  const chance = seededChance(SEED);
  const file = await open(path, "w");
  let sumCents = 0;
  try {
    await file.write(csv(RECEIPT_COLUMNS, []));
    for (let from = 0; from < rows; from += PIECE_ROWS) {
      const lines: string[] = [];
      for (let row = from; row < Math.min(from + PIECE_ROWS, rows); row += 1) {
        const cents = chance.between(100, 40_000);
        const occurredAt = isoInstant(FIRST_MS + chance.between(0, SECONDS) * 1000);
        const customer = `c${chance.between(1, CUSTOMERS)}`;
        const amount = (cents / 100).toFixed(2);
        lines.push(`ch-${row},${customer},${amount},PLN,${occurredAt},o-${row},web\n`);
        sumCents += cents;
      }
      await file.write(lines.join(""));
    }
  } finally {
    await file.close();
  }
  return sumCents;
}
