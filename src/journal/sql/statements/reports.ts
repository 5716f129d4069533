/** What people are told: rows that were not sent, and what is known of one member. */
import { REASON } from "../../../domain/receipt.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { answered } from "./receipts.ts";

/**
 * One row per place, class and reason. Of rows that wait for the cool-down also when what they contradict was said, the
 * earliest and the latest, and `untold_count`: of how many no row tells it. The case keeps the join one of equal keys: a
 * condition on one side alone would make DuckDB compare every pair.
 */
export function countUnsent(sql: Sql, sync: string, planNo: number): Statement {
  const parameters = new Parameters(sql.dialect);
  const isWaiting = `n.class = 'waiting' and n.reason = '${REASON.coolDown}'`;
  return parameters.statement(`select n.place_no, n.class, n.reason, count(*) as row_count,
  min(s.said_at_ms) as first_said_at_ms, max(s.said_at_ms) as last_said_at_ms,
  sum(case when ${isWaiting} and s.said_at_ms is null then 1 else 0 end) as untold_count
from (
  select place_no, identity, class, reason
  from ${sql.tables.unsent(sync, planNo)}
  union all
  select p.place_no, p.identity, a.outcome, coalesce(a.reason, '')
  from ${sql.tables.plan(sync, planNo)} as p
  inner join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
  where p.is_called and a.outcome in ('refused', 'withheld')
) as n
left join ${sql.tables.synced(sync)} as s on s.place_no = case when ${isWaiting} then n.place_no end and s.identity = n.identity
group by n.place_no, n.class, n.reason
order by n.place_no, n.class, n.reason`);
}

export function selectSynced({ dialect, tables }: Sql, sync: string, memberKey: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select place_no, identity, record_id, said_op, said_at_ms, is_settled
from ${tables.synced(sync)}
where member_key = ${parameters.text(memberKey)}`);
}

/** Of the identities of one member. */
export function selectRefused({ dialect, tables }: Sql, sync: string, identities: readonly string[]): Statement {
  const parameters = new Parameters(dialect);
  const records = identities.map((identity) => ({ identity }));
  return parameters.statement(`select r.place_no, r.identity, r.reason, r.message, r.times, r.next_run_no
from ${tables.refused(sync)} as r
inner join ${parameters.records({ identity: "text" }, records)} as i on i.identity = r.identity`);
}

/** What a plan sends of one member, with what came back. */
export function selectPlanned(sql: Sql, sync: string, planNo: number, memberKey: string): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`select p.place_no, p.identity, p.op, coalesce(p.note, a.reason) as reason, a.outcome
from ${tables.plan(sync, planNo)} as p
left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
where p.member_key = ${parameters.text(memberKey)}`);
}

/** Why a plan leaves a member out: at a place perhaps for two causes, as a suppressed member whose leave waits. */
export function selectUnsent({ dialect, tables }: Sql, sync: string, planNo: number, memberKey: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select place_no, identity, class, reason
from ${tables.unsent(sync, planNo)}
where member_key = ${parameters.text(memberKey)}
order by place_no, class, reason`);
}

/** Of these records, those that one member's contact was acknowledged as. */
export function selectAcknowledged({ dialect, tables }: Sql, sync: string, recordIds: readonly string[]): Statement {
  const parameters = new Parameters(dialect);
  const records = recordIds.map((recordId) => ({ record_id: recordId }));
  return parameters.statement(`select s.record_id, min(s.member_key) as member_key
from ${tables.synced(sync)} as s
inner join ${tables.places} as p on p.place_no = s.place_no
inner join ${parameters.records({ record_id: "text" }, records)} as r on r.record_id = s.record_id
where p.kind = 'contact' and p.released_at_ms is null and (s.said_op <> 'leave' or not s.is_settled)
group by s.record_id
having count(distinct s.member_key) = 1`);
}
