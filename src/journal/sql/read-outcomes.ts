/** What came of a plan, counted from its rows and receipts while they are there. */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { OutcomeCounts } from "../journal.ts";
import { select } from "./execute.ts";
import { readOutcome, readPlan } from "./read-rows.ts";
import { integerOf, textOf } from "./row-cells.ts";
import { countOutcomes } from "./statements/close.ts";
import { selectPlan } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

/** Nothing of a plan that was never announced, or whose rows were dropped. */
export async function readOutcomes(warehouse: Warehouse, sql: Sql, planNo: number): Promise<OutcomeCounts> {
  const counts = { accepted: 0, refused: 0, withheld: 0, unsettled: 0 };
  const [row] = await select(warehouse, selectPlan(sql, planNo));
  if (row === undefined) return counts;
  const { head, isDropped } = readPlan(row);
  if (head.applyingAtMs === null || isDropped) return counts;
  for (const counted of await select(warehouse, countOutcomes(sql, head.sync, planNo)))
    counts[readOutcome(textOf(counted, "outcome"))] = integerOf(counted, "row_count");
  return counts;
}
