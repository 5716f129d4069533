/** Appends one batch of receipts: one statement, which tests the lease and the open plan itself. */
import { InvariantError } from "../../domain/errors.ts";
import type { Receipt } from "../../domain/receipt.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import { integerOf } from "./row-cells.ts";
import { appendReceipts, countCalled, selectIsApplying, type Appending } from "./statements/receipts.ts";
import type { Sql } from "./tables.ts";

/** False: fenced, or the plan is not being applied; nothing was written. The plan's rows are there. */
export async function appendTo(
  warehouse: Warehouse,
  sql: Sql,
  appending: Appending,
  receipts: readonly Receipt[],
): Promise<boolean> {
  const { held, planNo } = appending;
  const isApplying = async (): Promise<boolean> =>
    (await select(warehouse, selectIsApplying(sql, held, planNo))).length > 0;
  const first = firstOfEach(receipts);
  if (first.length === 0) return isApplying();
  const ordinals = first.map(({ ordinal }) => ordinal);
  const [called] = await select(warehouse, countCalled(sql, appending, ordinals));
  if (called === undefined || integerOf(called, "row_count") !== first.length) {
    if (!(await isApplying())) return false;
    throw new InvariantError("receipt_without_row", `A receipt came for a row that plan ${planNo} does not send.`);
  }
  // No row: fenced, or every one of them had its receipt already.
  return (await execute(warehouse, appendReceipts(sql, appending, first))) > 0 || isApplying();
}

function firstOfEach(receipts: readonly Receipt[]): readonly Receipt[] {
  const first = new Map<number, Receipt>();
  for (const receipt of receipts) if (!first.has(receipt.ordinal)) first.set(receipt.ordinal, receipt);
  return [...first.values()];
}
