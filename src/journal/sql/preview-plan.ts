/**
 * Makes a plan that is shown and not stored: the comparison of `make-plan` in temporary tables, which also a database that
 * is open for reading has. What the state does not hold yet, or would hold differently, is put into temporary tables of
 * its shape, so that the statements are the same.
 */
import type { Statements } from "../../warehouse/warehouse.ts";
import type { PlanRequest, Preview } from "../journal.ts";
import { createSyncTables } from "./create-tables.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { execute, select } from "./execute.ts";
import { comparePlan } from "./make-plan.ts";
import { PlanReader } from "./plan-reader.ts";
import { readPlan } from "./read-rows.ts";
import { integerOf } from "./row-cells.ts";
import { createRemembered, foldRefused, foldSynced, purgeTombstones } from "./statements/close.ts";
import { selectFence } from "./statements/leases.ts";
import { selectPlanOf } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

export interface PreviewMoment {
  readonly nowMs: number;
  readonly stallMs: number;
}

/** No plan has it. */
const PREVIEW_NO = 0;
const PLAN = "previewed_plan";
const SYNCED = "previewed_synced";
const REFUSED = "previewed_refused";

/** Inside a transaction, since temporary tables belong to one connection. */
export async function previewPlan<Result>(
  statements: Statements,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  moment: PreviewMoment,
  look: (preview: Preview) => Promise<Result>,
): Promise<Result> {
  const { sync, properties } = request;
  const state = await stateAfterClose(statements, sql, request, moment);
  const planTable = (name: string, planNo: number): string =>
    planNo === PREVIEW_NO ? PLAN : sql.tables.plan(name, planNo);
  const previewed: Sql = { ...sql, tables: { ...state.sql.tables, plan: planTable } };
  const plan = { planNo: PREVIEW_NO, isStored: false };
  const counts = await comparePlan(statements, previewed, request, moment.nowMs, plan);
  const places = request.places.map(({ place }) => place);
  const reader = new PlanReader(statements, previewed, { sync, planNo: PREVIEW_NO, properties, places });
  const result = await look({
    counts,
    rows: (filter) => reader.planRows(PREVIEW_NO, filter),
    pages: () => reader.planPages(PREVIEW_NO),
  });
  for (const relation of [`table ${PLAN}`, ...state.made]) await statements.run(`drop ${relation}`);
  return result;
}

/** The state as a plan would find it: what an open plan left applying is folded, old tombstones are gone. */
async function stateAfterClose(
  statements: Statements,
  sql: Sql,
  { sync, coolDownMs }: PlanRequest<DesiredRelations>,
  { nowMs, stallMs }: PreviewMoment,
): Promise<{ readonly sql: Sql; readonly made: readonly string[] }> {
  const own: Sql = { ...sql, tables: { ...sql.tables, synced: () => SYNCED, refused: () => REFUSED } };
  const [lease] = await select(statements, selectFence(sql, sync));
  if (lease === undefined) {
    for (const text of createSyncTables(own, sync, "temporary ")) await statements.run(text);
    return { sql: own, made: [`table ${SYNCED}`, `table ${REFUSED}`] };
  }
  const [row] = await select(statements, selectPlanOf(sql, sync, "open"));
  const open = row === undefined ? undefined : readPlan(row).head;
  if (open?.state !== "applying") {
    await execute(statements, createRemembered(sql, sync, nowMs - coolDownMs, SYNCED));
    return {
      sql: { ...own, tables: { ...own.tables, refused: (name) => sql.tables.refused(name) } },
      made: [`view ${SYNCED}`],
    };
  }
  await statements.run(`create temporary table ${SYNCED} as select * from ${sql.tables.synced(sync)}`);
  await statements.run(`create temporary table ${REFUSED} as select * from ${sql.tables.refused(sync)}`);
  const held = { sync, fence: integerOf(lease, "fence") };
  const closing = { held, planNo: open.planNo, runNo: open.runNo, sentAtMsMax: nowMs + stallMs };
  await execute(statements, foldRefused(own, closing));
  await execute(statements, foldSynced(own, closing));
  await execute(statements, purgeTombstones(own, sync, nowMs - coolDownMs));
  return { sql: own, made: [`table ${SYNCED}`, `table ${REFUSED}`] };
}
