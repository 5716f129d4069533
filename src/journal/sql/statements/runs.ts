/** Runs of a sync, numbered from 1. */
import type { Allowance } from "../../../domain/guard.ts";
import type { RunResult } from "../../journal.ts";
import { limitOf, Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { isHeld, type Held } from "./guards.ts";

export function beginRun(sql: Sql, held: Held, allowance: Allowance | null, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.runs} (sync, run_no, started_at_ms, allowance)
select ${parameters.text(held.sync)}, coalesce(max(run_no), 0) + 1, ${parameters.bigint(nowMs)}, ${parameters.json(allowance)}
from ${tables.runs}
where sync = ${parameters.text(held.sync)}
having ${isHeld(sql, parameters, held)}`);
}

/** The first result of a run stands. */
export function finishRun(sql: Sql, held: Held, runNo: number, result: RunResult, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.runs}
set finished_at_ms = ${parameters.bigint(nowMs)}, as_of = ${parameters.text(result.asOf)},
  exit_code = ${parameters.bigint(result.exitCode)}
where sync = ${parameters.text(held.sync)} and run_no = ${parameters.bigint(runNo)} and finished_at_ms is null
  and ${isHeld(sql, parameters, held)}`);
}

/** The newest runs, the newest first. */
export function selectRuns(sql: Sql, sync: string, limit: number): Statement {
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`${runsOf(sql, parameters, sync)}
order by run_no desc
limit ${limitOf(limit)}`);
}

/** One run, or the newest when `runNo` is null. */
export function selectRun(sql: Sql, sync: string, runNo: number | null): Statement {
  const parameters = new Parameters(sql.dialect);
  const runs = runsOf(sql, parameters, sync);
  const chosen = runNo === null ? "" : ` and run_no = ${parameters.bigint(runNo)}`;
  return parameters.statement(`${runs}${chosen}
order by run_no desc
limit 1`);
}

function runsOf({ dialect, tables }: Sql, parameters: Parameters, sync: string): string {
  return `select run_no, started_at_ms, finished_at_ms, as_of, exit_code, cast(allowance as ${dialect.types.text}) as allowance
from ${tables.runs}
where sync = ${parameters.text(sync)}`;
}
