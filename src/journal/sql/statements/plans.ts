/**
 * Heads of plans and their three states. Before them a plan is `drafted`: a row that holds its number, so that its tables,
 * which no statement can guard, are nobody else's. A draft that nobody finished is `abandoned`. Neither is shown.
 */
import { PLAN_AGE_MAX_MS, type Basis, type PlanCounts } from "../../../domain/plan.ts";
import { limitOf, Parameters, type Statement } from "../parameters.ts";
import type { Sql, Tables } from "../tables.ts";
import { isHeld, type Held } from "./guards.ts";

/** At each lease; the others' turn comes with the next ones. */
const FORGOTTEN_SYNCS_MAX = 5;
const IS_MADE = "state in ('planned', 'applying', 'closed')";

export function selectPlan({ dialect, tables }: Sql, planNo: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
where plan_no = ${parameters.bigint(planNo)} and ${IS_MADE}`);
}

/** `open`: planned or applying; `applied`: the last one announced; `newest`: whatever its state. One row at most. */
export function selectPlanOf({ dialect, tables }: Sql, sync: string, which: "open" | "applied" | "newest"): Statement {
  const parameters = new Parameters(dialect);
  const condition = {
    open: " and state in ('planned', 'applying')",
    applied: " and applying_at_ms is not null",
    newest: ` and ${IS_MADE}`,
  }[which];
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
where sync = ${parameters.text(sync)}${condition}
order by plan_no desc
limit 1`);
}

/** The newest plan of a sync over a build of that instant or before; both are ISO 8601 of one form, so they are compared as texts. */
export function selectPlanAsOf({ dialect, tables }: Sql, sync: string, asOf: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
where sync = ${parameters.text(sync)} and ${IS_MADE} and as_of <= ${parameters.text(asOf)}
order by as_of desc, plan_no desc
limit 1`);
}

/** The newest plans of all syncs, the newest first. */
export function selectPlans({ dialect, tables }: Sql, limit: number): Statement {
  const text = `select ${headColumns(dialect.types.text)}
from ${tables.plans}
where ${IS_MADE}
order by plan_no desc
limit ${limitOf(limit)}`;
  return { text, parameters: [] };
}

function headColumns(text: string): string {
  return `plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as ${text}) as properties, cast(counts as ${text}) as counts`;
}

export function selectLastClosed({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select ${lastClosed(tables, parameters, sync)} as last_closed_plan_no`);
}

function lastClosed(tables: Tables, parameters: Parameters, sync: string): string {
  return `(
    select coalesce(max(plan_no), 0) from ${tables.plans} where sync = ${parameters.text(sync)} and state = 'closed'
  )`;
}

/** A plan that was never announced ends without effect when the next one is made. */
export function closePlanned(sql: Sql, held: Held, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'closed', closed_at_ms = ${parameters.bigint(nowMs)}
where sync = ${parameters.text(held.sync)} and state = 'planned'
  and ${isHeld(sql, parameters, held)}`);
}

/** Takes the next number. */
export function draftPlan(sql: Sql, held: Held, request: Drafted, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const values = [
    parameters.text(held.sync),
    parameters.bigint(request.runNo),
    "'drafted'",
    parameters.text(request.definitionHash),
    parameters.text(request.invocationId),
    parameters.text(request.asOf),
    parameters.bigint(held.fence),
    parameters.bigint(nowMs),
    parameters.json(request.properties),
  ];
  return parameters.statement(`insert into ${tables.plans} (plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, fence, made_at_ms, properties)
select coalesce(max(plan_no), 0) + 1, ${values.join(", ")}
from ${tables.plans}
having ${isHeld(sql, parameters, held)}`);
}

export interface Drafted extends Pick<Basis, "runNo" | "definitionHash" | "invocationId" | "asOf"> {
  readonly properties: readonly string[];
}

/** The number that `draftPlan` took; a lease makes one plan at a time. */
export function selectDraft({ dialect, tables }: Sql, { sync, fence }: Held): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select max(plan_no) as plan_no
from ${tables.plans}
where sync = ${parameters.text(sync)} and state = 'drafted' and fence = ${parameters.bigint(fence)}`);
}

/** drafted → planned, after the plan that was closed last by now. */
export function finishDraft(sql: Sql, held: Held, planNo: number, counts: PlanCounts): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'planned', counts = ${parameters.json(counts)},
  after_plan_no = ${lastClosed(tables, parameters, held.sync)}
where plan_no = ${parameters.bigint(planNo)} and state = 'drafted' and fence = ${parameters.bigint(held.fence)}
  and ${isHeld(sql, parameters, held)}`);
}

/** Nobody can finish it any more, so its tables may go. */
export function abandonDraft({ dialect, tables }: Sql, planNo: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'abandoned'
where plan_no = ${parameters.bigint(planNo)} and state = 'drafted'`);
}

/** The drafts of runners that died over them. */
export function abandonDrafts(sql: Sql, held: Held, madeBeforeMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'abandoned'
where sync = ${parameters.text(held.sync)} and state = 'drafted' and fence < ${parameters.bigint(held.fence)}
  and made_at_ms < ${parameters.bigint(madeBeforeMs)}
  and ${isHeld(sql, parameters, held)}`);
}

/** planned → applying, under every condition of the law at once. */
export function announcePlan(
  sql: Sql,
  held: Held,
  planNo: number,
  basis: Pick<Basis, "definitionHash" | "invocationId">,
  nowMs: number,
): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'applying', applying_at_ms = ${parameters.bigint(nowMs)}, fence = ${parameters.bigint(held.fence)}
where plan_no = ${parameters.bigint(planNo)} and state = 'planned'
  and definition_hash = ${parameters.text(basis.definitionHash)} and invocation_id = ${parameters.text(basis.invocationId)}
  and made_at_ms >= ${parameters.bigint(nowMs - PLAN_AGE_MAX_MS)}
  and after_plan_no = ${lastClosed(tables, parameters, held.sync)}
  and ${isHeld(sql, parameters, held)}`);
}

export function closePlan(sql: Sql, held: Held, planNo: number, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'closed', closed_at_ms = ${parameters.bigint(nowMs)}
where plan_no = ${parameters.bigint(planNo)} and state <> 'closed'
  and ${isHeld(sql, parameters, held)}`);
}

/** Of plans that could not be announced since `beforeMs` or longer, for they wait: closed when that time ran out. */
export function closeOverAge(sql: Sql, held: Held, beforeMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.plans}
set state = 'closed', closed_at_ms = made_at_ms + ${parameters.bigint(PLAN_AGE_MAX_MS)}
where sync = ${parameters.text(held.sync)} and state = 'planned'
  and made_at_ms < ${parameters.bigint(beforeMs - PLAN_AGE_MAX_MS)}
  and ${isHeld(sql, parameters, held)}`);
}

/** A few of the other syncs that hold rows of plans, ended or never announced, of before `beforeMs`. */
export function selectForgottenSyncs({ dialect, tables }: Sql, sync: string, beforeMs: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select distinct sync
from ${tables.plans}
where sync <> ${parameters.text(sync)} and dropped_at_ms is null and state <> 'applying'
  and coalesce(closed_at_ms, made_at_ms) < ${parameters.bigint(beforeMs)}
order by sync
limit ${limitOf(FORGOTTEN_SYNCS_MAX)}`);
}

/** Plans whose rows may be dropped, closed ones and abandoned drafts, the oldest first. */
export function selectExpiredPlans(
  { dialect, tables }: Sql,
  sync: string,
  closedBeforeMs: number,
  limit: number,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select plan_no
from ${tables.plans}
where sync = ${parameters.text(sync)} and dropped_at_ms is null
  and (state = 'closed' and closed_at_ms < ${parameters.bigint(closedBeforeMs)} or state = 'abandoned')
order by plan_no
limit ${limitOf(limit)}`);
}

/** To be repeated until the rows are forgotten, too. */
export function dropPlanTables({ tables }: Sql, sync: string, planNo: number): readonly string[] {
  return tablesOfPlan(tables, sync, planNo).map((table) => `drop table if exists ${table}`);
}

/** More than the 30 days after which a lease drops them. */
const EXPIRED_AFTER_DAYS = 40;

/** Of a plan that is closed now, on an engine that forgets tables by itself: later than the runner does. */
export function expirePlan({ dialect, tables }: Sql, sync: string, planNo: number): readonly string[] {
  return tablesOfPlan(tables, sync, planNo).flatMap((table) => dialect.expire(table, EXPIRED_AFTER_DAYS) ?? []);
}

function tablesOfPlan(tables: Tables, sync: string, planNo: number): readonly string[] {
  return [tables.plan(sync, planNo), tables.unsent(sync, planNo), tables.suppressed(sync, planNo)];
}

/** What is known of the rows of one plan besides its tables; its head stays. */
export function forgetPlanRows({ dialect, tables }: Sql, planNo: number, nowMs: number): readonly Statement[] {
  const receipts = new Parameters(dialect);
  const head = new Parameters(dialect);
  return [
    receipts.statement(`delete from ${tables.receipts} where plan_no = ${receipts.bigint(planNo)}`),
    head.statement(
      `update ${tables.plans} set dropped_at_ms = ${head.bigint(nowMs)} where plan_no = ${head.bigint(planNo)} and state in ('closed', 'abandoned')`,
    ),
  ];
}
