/** Forgets the rows of plans long closed: they hold addresses and are evidence for a while only. */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import { integerOf } from "./row-cells.ts";
import { dropPlanRows, selectExpiredPlans } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

const KEPT_AFTER_CLOSE_MS = 30 * 24 * 60 * 60 * 1000;
/** At each lease, so that a long pause never makes a run wait. */
const DROPPED_PLANS_MAX = 20;

export async function dropExpiredPlans(warehouse: Warehouse, sql: Sql, sync: string, nowMs: number): Promise<void> {
  const expired = selectExpiredPlans(sql, sync, nowMs - KEPT_AFTER_CLOSE_MS, DROPPED_PLANS_MAX);
  for (const row of await select(warehouse, expired))
    await warehouse.transaction(async (statements) => {
      for (const statement of dropPlanRows(sql, sync, integerOf(row, "plan_no"), nowMs))
        await execute(statements, statement);
    });
}
