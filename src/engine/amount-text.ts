import type { Cell } from "../warehouse/warehouse.ts";

const PLACES = 4;

/** An amount with its four places, whichever engine it came from: BigQuery keeps no scale of a value, and writes 2500.5. */
export function amountText(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  const [whole = "", fraction = ""] = String(cell).split(".");
  return `${whole}.${fraction.padEnd(PLACES, "0")}`;
}
