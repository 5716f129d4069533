/** Appends one batch of receipts in one transaction. */
import { InvariantError } from "../../domain/errors.ts";
import type { Receipt } from "../../domain/receipt.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import { integerOf } from "./row-cells.ts";
import { appendReceipts, countCalled, selectIsApplying, type Appending } from "./statements/receipts.ts";
import type { Sql } from "./tables.ts";

/** False: fenced, or the plan is not being applied; nothing was written. */
export function appendTo(
  warehouse: Warehouse,
  sql: Sql,
  appending: Appending,
  receipts: readonly Receipt[],
): Promise<boolean> {
  return warehouse.transaction(async (statements) => {
    const { held, planNo } = appending;
    const [applying] = await select(statements, selectIsApplying(sql, held, planNo));
    if (applying === undefined) return false;
    const first = firstOfEach(receipts);
    if (first.length === 0) return true;
    const ordinals = first.map(({ ordinal }) => ordinal);
    const [called] = await select(statements, countCalled(sql, appending, ordinals));
    if (called === undefined || integerOf(called, "row_count") !== first.length)
      throw new InvariantError("receipt_without_row", `A receipt came for a row that plan ${planNo} does not send.`);
    await execute(statements, appendReceipts(sql, appending, first));
    return true;
  });
}

function firstOfEach(receipts: readonly Receipt[]): readonly Receipt[] {
  const first = new Map<number, Receipt>();
  for (const receipt of receipts) if (!first.has(receipt.ordinal)) first.set(receipt.ordinal, receipt);
  return [...first.values()];
}
