/** Forgets the rows of plans long closed, which hold addresses and are evidence for a while only, and of dead drafts. */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import { integerOf } from "./row-cells.ts";
import type { Held } from "./statements/guards.ts";
import {
  abandonDraft,
  abandonDrafts,
  closeOverAge,
  dropPlanTables,
  forgetPlanRows,
  selectExpiredPlans,
  selectPlan,
} from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

const KEPT_AFTER_CLOSE_MS = 30 * 24 * 60 * 60 * 1000;
/** A statement of a runner that died may still be at work on a server, and make a table that nobody would drop. */
const DRAFT_AGE_MAX_MS = 60 * 60 * 1000;
/** At each lease, so that a long pause never makes a run wait. */
const DROPPED_PLANS_MAX = 20;
/** A sync that runs does it by itself, and is not to find its lease held meanwhile. */
const LEFT_TO_ITSELF_MS = 24 * 60 * 60 * 1000;

/** What a sync should have forgotten of its plans before, had anybody run it. */
export function forgottenBeforeMs(nowMs: number): number {
  return nowMs - KEPT_AFTER_CLOSE_MS - LEFT_TO_ITSELF_MS;
}

export async function dropExpiredPlans(warehouse: Warehouse, sql: Sql, held: Held, nowMs: number): Promise<void> {
  await execute(warehouse, abandonDrafts(sql, held, nowMs - DRAFT_AGE_MAX_MS));
  await execute(warehouse, closeOverAge(sql, held, nowMs - KEPT_AFTER_CLOSE_MS));
  const expired = selectExpiredPlans(sql, held.sync, nowMs - KEPT_AFTER_CLOSE_MS, DROPPED_PLANS_MAX);
  for (const row of await select(warehouse, expired))
    await dropRows(warehouse, sql, held.sync, integerOf(row, "plan_no"), nowMs);
}

/**
 * Of a draft that failed, unless it was finished after all. One that a later lease abandoned meanwhile, too: what was at
 * work then may have made its tables after they were dropped.
 */
export async function dropDraft(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  planNo: number,
  nowMs: number,
): Promise<void> {
  await execute(warehouse, abandonDraft(sql, planNo));
  const isMade = (await select(warehouse, selectPlan(sql, planNo))).length > 0;
  if (!isMade) await dropRows(warehouse, sql, sync, planNo, nowMs);
}

/** The tables first: while the head does not say that they are gone, the next lease tries again. */
async function dropRows(warehouse: Warehouse, sql: Sql, sync: string, planNo: number, nowMs: number): Promise<void> {
  for (const text of dropPlanTables(sql, sync, planNo)) await warehouse.run(text);
  await warehouse.atomically(forgetPlanRows(sql, planNo, nowMs));
}
