/** Heads of plans and their three states. */
import { PLAN_AGE_MAX_MS, type Basis, type PlanHead } from "../../../domain/plan.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { isHeld, type Held } from "./guards.ts";

export function selectPlan({ dialect, tables }: Sql, planNo: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
where plan_no = ${parameters.bigint(planNo)}`);
}

/** `open`: planned or applying; `applied`: the last one announced; `newest`: whatever its state. One row at most. */
export function selectPlanOf({ dialect, tables }: Sql, sync: string, which: "open" | "applied" | "newest"): Statement {
  const parameters = new Parameters(dialect);
  const condition = {
    open: " and state in ('planned', 'applying')",
    applied: " and applying_at_ms is not null",
    newest: "",
  }[which];
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
where sync = ${parameters.text(sync)}${condition}
order by plan_no desc
limit 1`);
}

/** The newest plans of all syncs, the newest first. */
export function selectPlans({ dialect, tables }: Sql, limit: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select ${headColumns(dialect.types.text)}
from ${tables.plans}
order by plan_no desc
limit ${parameters.bigint(limit)}`);
}

function headColumns(text: string): string {
  return `plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as ${text}) as properties, cast(counts as ${text}) as counts`;
}

/** The number of the next plan, and of the sync's last closed one. */
export function selectPlanNumbers({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select coalesce(max(plan_no), 0) + 1 as next_plan_no,
  coalesce(max(case when state = 'closed' and sync = ${parameters.text(sync)} then plan_no end), 0) as last_closed_plan_no
from ${tables.plans}`);
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

export function insertPlan(sql: Sql, held: Held, head: PlanHead, properties: readonly string[]): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const values = [
    parameters.bigint(head.planNo),
    parameters.text(head.sync),
    parameters.bigint(head.runNo),
    parameters.text(head.state),
    parameters.text(head.definitionHash),
    parameters.text(head.invocationId),
    parameters.text(head.asOf),
    parameters.bigint(head.afterPlanNo),
    parameters.bigint(head.fence),
    parameters.bigint(head.madeAtMs),
    parameters.json(properties),
    parameters.json(head.counts),
  ];
  return parameters.statement(`insert into ${tables.plans} (plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, properties, counts)
select ${values.join(", ")}
where ${isHeld(sql, parameters, held)}`);
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
  and after_plan_no = (
    select coalesce(max(plan_no), 0) from ${tables.plans} where sync = ${parameters.text(held.sync)} and state = 'closed'
  )
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

/** Closed plans whose rows may be dropped, the oldest first. */
export function selectExpiredPlans(
  { dialect, tables }: Sql,
  sync: string,
  closedBeforeMs: number,
  limit: number,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select plan_no
from ${tables.plans}
where sync = ${parameters.text(sync)} and state = 'closed' and dropped_at_ms is null
  and closed_at_ms < ${parameters.bigint(closedBeforeMs)}
order by plan_no
limit ${limit}`);
}

/** The statements that forget the rows of one closed plan; its head stays. */
export function dropPlanRows(
  { dialect, tables }: Sql,
  sync: string,
  planNo: number,
  nowMs: number,
): readonly Statement[] {
  const receipts = new Parameters(dialect);
  const head = new Parameters(dialect);
  return [
    { text: `drop table if exists ${tables.plan(sync, planNo)}`, parameters: [] },
    { text: `drop table if exists ${tables.unsent(sync, planNo)}`, parameters: [] },
    receipts.statement(`delete from ${tables.receipts} where plan_no = ${receipts.bigint(planNo)}`),
    head.statement(
      `update ${tables.plans} set dropped_at_ms = ${head.bigint(nowMs)} where plan_no = ${head.bigint(planNo)} and state = 'closed'`,
    ),
  ];
}
