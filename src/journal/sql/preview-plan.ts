/**
 * Makes a plan that is shown and not stored: the comparison of `make-plan` in tables of its own, which also a database that
 * is open for reading has. What the state does not hold yet, or would hold differently, is put into such tables of its
 * shape, so that the statements are the same.
 */
import type { Scratch, Statement } from "../../warehouse/warehouse.ts";
import type { PlanRequest, Preview } from "../journal.ts";
import { emptySyncTables } from "./create-tables.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { execute, select } from "./execute.ts";
import { countPlan, judge } from "./make-plan.ts";
import { PlanReader } from "./plan-reader.ts";
import { readPlan } from "./read-rows.ts";
import { integerOf } from "./row-cells.ts";
import { foldRefused, foldSynced, remembered } from "./statements/close.ts";
import { plannedRows } from "./statements/create-plan.ts";
import { selectFence } from "./statements/leases.ts";
import { selectPlanOf } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

export interface PreviewMoment {
  readonly nowMs: number;
  readonly stallMs: number;
}

/** No plan has it. */
const PREVIEW_NO = 0;
const SYNCED = "previewed_synced";
const REFUSED = "previewed_refused";

export async function previewPlan<Result>(
  scratch: Scratch,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  moment: PreviewMoment,
  look: (preview: Preview) => Promise<Result>,
): Promise<Result> {
  const { sync, properties } = request;
  const state = await stateAfterClose(scratch, sql, request, moment);
  const judged = await judge(scratch, state, request, moment.nowMs);
  const rows = await scratch.keep("previewed_plan", plannedRows(state, request, judged.rows));
  const planTable = (name: string, planNo: number): string =>
    planNo === PREVIEW_NO ? rows : sql.tables.plan(name, planNo);
  const previewed: Sql = { ...state, tables: { ...state.tables, plan: planTable } };
  const counts = await countPlan(scratch, previewed, request, PREVIEW_NO, judged);
  const places = request.places.map(({ place }) => place);
  const reader = new PlanReader(scratch, previewed, { sync, planNo: PREVIEW_NO, properties, places });
  return look({
    counts,
    rows: (filter) => reader.planRows(PREVIEW_NO, filter),
    pages: () => reader.planPages(PREVIEW_NO),
  });
}

/** The state as a plan would find it: what an open plan left applying is folded, old tombstones are gone. */
async function stateAfterClose(
  scratch: Scratch,
  sql: Sql,
  { sync, coolDownMs }: PlanRequest<DesiredRelations>,
  { nowMs, stallMs }: PreviewMoment,
): Promise<Sql> {
  const [lease] = await select(scratch, selectFence(sql, sync));
  if (lease === undefined) {
    const empty = emptySyncTables(sql);
    return own(sql, await scratch.keep(SYNCED, empty.synced), await scratch.keep(REFUSED, empty.refused));
  }
  const later = nowMs - coolDownMs;
  const [row] = await select(scratch, selectPlanOf(sql, sync, "open"));
  const open = row === undefined ? undefined : readPlan(row).head;
  if (open?.state !== "applying") return own(sql, remembered(sql, sync, later), sql.tables.refused(sync));
  const synced = await scratch.keep(SYNCED, copyOf(sql.tables.synced(sync)));
  const refused = await scratch.keep(REFUSED, copyOf(sql.tables.refused(sync)));
  const copies = own(sql, synced, refused);
  const held = { sync, fence: integerOf(lease, "fence") };
  const closing = { held, planNo: open.planNo, runNo: open.runNo, sentAtMsMax: nowMs + stallMs };
  await execute(scratch, foldRefused(copies, closing));
  await execute(scratch, foldSynced(copies, closing));
  return own(sql, remembered(copies, sync, later), refused);
}

function own(sql: Sql, synced: string, refused: string): Sql {
  return { ...sql, tables: { ...sql.tables, synced: () => synced, refused: () => refused } };
}

function copyOf(table: string): Statement {
  return { text: `select * from ${table}`, parameters: [] };
}
