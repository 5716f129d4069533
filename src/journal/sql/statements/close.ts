/** The fold of a plan's receipts into synced and refused: `in-memory/fold.ts`, set-based. Each statement tests its guard. */
import { REASON } from "../../../domain/receipt.ts";
import { REFUSED_WAIT_RUNS_MAX } from "../../../domain/retry.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { isApplying, isHeld, type Held } from "./guards.ts";
import { answered } from "./receipts.ts";

export interface Closing {
  readonly held: Held;
  readonly planNo: number;
  readonly runNo: number;
  /** Close time plus the longest stall of the runner: when a row without a receipt may have been sent at the latest. */
  readonly sentAtMsMax: number;
}

/** `dropped`: nothing of ours needs to be there, or to go. */
type Fate = "accepted" | "refused" | "withheld" | "unsettled" | "dropped";

/** One row per plan row with one of these fates, as a table expression. */
function folded(sql: Sql, parameters: Parameters, closing: Closing, fates: readonly Fate[]): string {
  const { planNo, held, sentAtMsMax } = closing;
  return `(
  select *
  from (
    select p.place_no, p.identity, p.member_key, p.op, p.said_hash, p.hash_version, p.address_hash,
      case
        when not p.is_called then 'dropped'
        when a.outcome is null then 'unsettled'
        when a.outcome = 'accepted' and a.reason in ('${REASON.kept}', '${REASON.sameRecord}') then 'dropped'
        else a.outcome
      end as fate,
      coalesce(a.reason, '') as reason, a.message,
      coalesce(a.record_id, case when p.op <> 'leave' then b.record_id end, p.record_id) as record_id,
      coalesce(a.at_ms, ${parameters.bigint(sentAtMsMax)}) as said_at_ms
    from ${sql.tables.plan(held.sync, planNo)} as p
    left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
    left join ${answered(sql, parameters, planNo)} as b on b.ordinal = p.after_ordinal
  ) as answered_rows
  where fate in (${fates.map((fate) => `'${fate}'`).join(", ")})
    and ${isApplying(sql, parameters, held, planNo)}
)`;
}

/** What was last said never moves back in time: a runner that died may still send until its stall is over. */
export function foldSynced(sql: Sql, closing: Closing): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`merge into ${tables.synced(closing.held.sync)} as s
using ${folded(sql, parameters, closing, ["accepted", "unsettled", "dropped"])} as f
on s.place_no = f.place_no and s.identity = f.identity
when matched and f.fate = 'dropped' then delete
when matched then update set
  member_key = f.member_key, record_id = f.record_id, said_op = f.op, said_hash = f.said_hash, hash_version = f.hash_version,
  address_hash = f.address_hash, said_at_ms = greatest(s.said_at_ms, f.said_at_ms), is_settled = (f.fate = 'accepted')
when not matched and f.fate <> 'dropped' then insert
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
  values (f.place_no, f.identity, f.member_key, f.record_id, f.op, f.said_hash, f.hash_version, f.address_hash, f.said_at_ms, f.fate = 'accepted')`);
}

/** Retried after 1, 2, 4 … runs, as `domain/retry.ts` counts them; the exponent is bounded before it is used. */
export function foldRefused(sql: Sql, closing: Closing): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const runNo = parameters.bigint(closing.runNo);
  const times = "case when r.op = f.op and r.said_hash = f.said_hash then r.times + 1 else 1 end";
  const exponentMax = Math.log2(REFUSED_WAIT_RUNS_MAX);
  return parameters.statement(`merge into ${tables.refused(closing.held.sync)} as r
using ${folded(sql, parameters, closing, ["accepted", "refused", "dropped"])} as f
on r.place_no = f.place_no and r.identity = f.identity
when matched and f.fate <> 'refused' then delete
when matched then update set
  op = f.op, said_hash = f.said_hash, hash_version = f.hash_version, reason = f.reason, message = f.message, times = ${times},
  next_run_no = ${runNo} + cast(power(2, least((${times}) - 1, ${exponentMax})) as ${dialect.types.bigint})
when not matched and f.fate = 'refused' then insert
  (place_no, identity, op, said_hash, hash_version, reason, message, times, next_run_no)
  values (f.place_no, f.identity, f.op, f.said_hash, f.hash_version, f.reason, f.message, 1, ${runNo} + 1)`);
}

/**
 * Counts what came of the plan, place by place, for good: its rows and receipts go after 30 days. `note`: what was closed
 * without a call is accepted for that reason.
 */
export function recordOutcomes(sql: Sql, { held, planNo }: Closing, closedAtMs: number): Statement {
  const { tables } = sql;
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`insert into ${tables.outcomes} (plan_no, sync, place_no, op, outcome, reason, row_count, closed_at_ms)
select ${parameters.bigint(planNo)}, ${parameters.text(held.sync)}, r.place_no, r.op, r.outcome, r.reason, count(*), ${parameters.bigint(closedAtMs)}
from (
  select p.place_no, p.op, case when p.is_called then coalesce(a.outcome, 'unsettled') else 'accepted' end as outcome,
    case when not p.is_called then p.note when a.outcome is null then '${REASON.noReceipt}' else a.reason end as reason
  from ${tables.plan(held.sync, planNo)} as p
  left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
) as r
where ${isApplying(sql, parameters, held, planNo)}
group by r.place_no, r.op, r.outcome, r.reason`);
}

/** Forgets settled leaves that were said so long ago that nothing can contradict them any more. */
export function purgeTombstones(sql: Sql, held: Held, saidAtMsMax: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`delete from ${tables.synced(held.sync)}
where ${isForgotten(parameters.bigint(saidAtMsMax))}
  and ${isHeld(sql, parameters, held)}`);
}

/** What `purgeTombstones` would leave, as a table expression: nothing is changed. The limit stands in its text. */
export function remembered({ tables }: Sql, sync: string, saidAtMsMax: number): string {
  return `(select * from ${tables.synced(sync)} where not (${isForgotten(String(Math.trunc(saidAtMsMax)))}))`;
}

function isForgotten(saidAtMsMax: string): string {
  return `said_op = 'leave' and is_settled and said_at_ms <= ${saidAtMsMax}`;
}

/** By outcome; rows closed without a call count as accepted, rows without a receipt as unsettled. */
export function countOutcomes(sql: Sql, sync: string, planNo: number): Statement {
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`select case when not p.is_called then 'accepted' else coalesce(a.outcome, 'unsettled') end as outcome, count(*) as row_count
from ${sql.tables.plan(sync, planNo)} as p
left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
group by 1`);
}
