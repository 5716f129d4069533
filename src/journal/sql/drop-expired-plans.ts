/** Forgets the rows of plans long closed, which hold addresses and are evidence for a while only, and of dead drafts. */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import { integerOf } from "./row-cells.ts";
import type { Held } from "./statements/guards.ts";
import { abandonDraft, abandonDrafts, dropPlanTables, forgetPlanRows, selectExpiredPlans } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

const KEPT_AFTER_CLOSE_MS = 30 * 24 * 60 * 60 * 1000;
/** A statement of a runner that died may still be at work on a server, and make a table that nobody would drop. */
const DRAFT_AGE_MAX_MS = 60 * 60 * 1000;
/** At each lease, so that a long pause never makes a run wait. */
const DROPPED_PLANS_MAX = 20;

export async function dropExpiredPlans(warehouse: Warehouse, sql: Sql, held: Held, nowMs: number): Promise<void> {
  await execute(warehouse, abandonDrafts(sql, held, nowMs - DRAFT_AGE_MAX_MS));
  const expired = selectExpiredPlans(sql, held.sync, nowMs - KEPT_AFTER_CLOSE_MS, DROPPED_PLANS_MAX);
  for (const row of await select(warehouse, expired))
    await dropRows(warehouse, sql, held.sync, integerOf(row, "plan_no"), nowMs);
}

/** Of a draft that failed, unless it was finished after all. */
export async function dropDraft(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  planNo: number,
  nowMs: number,
): Promise<void> {
  if ((await execute(warehouse, abandonDraft(sql, planNo))) === 1) await dropRows(warehouse, sql, sync, planNo, nowMs);
}

/** The tables first: while the head does not say that they are gone, the next lease tries again. */
async function dropRows(warehouse: Warehouse, sql: Sql, sync: string, planNo: number, nowMs: number): Promise<void> {
  for (const text of dropPlanTables(sql, sync, planNo)) await warehouse.run(text);
  await warehouse.atomically(forgetPlanRows(sql, planNo, nowMs));
}
