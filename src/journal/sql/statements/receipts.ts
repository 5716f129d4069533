/** Receipts: appended under the fence while the plan is being applied; the first of a row stands. */
import { REASON, type Receipt } from "../../../domain/receipt.ts";
import type { Wave } from "../../../domain/change.ts";
import { limitOf, Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { isApplying, type Held } from "./guards.ts";

const COLUMNS = "plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms";

export interface Appending {
  readonly held: Held;
  readonly planNo: number;
  readonly nowMs: number;
}

export function selectIsApplying(sql: Sql, held: Held, planNo: number): Statement {
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`select 1 as found
from (select 1 as one) as once
where ${isApplying(sql, parameters, held, planNo)}`);
}

/** How many of these ordinals are rows of the plan that lead to a call. */
export function countCalled(
  { dialect, tables }: Sql,
  { held, planNo }: Appending,
  ordinals: readonly number[],
): Statement {
  const parameters = new Parameters(dialect);
  const records = ordinals.map((ordinal) => ({ ordinal }));
  return parameters.statement(`select count(*) as row_count
from ${tables.plan(held.sync, planNo)} as p
inner join ${parameters.records({ ordinal: "bigint" }, records)} as r on r.ordinal = p.ordinal
where p.is_called and p.ordinal between ${parameters.bigint(Math.min(...ordinals))} and ${parameters.bigint(Math.max(...ordinals))}`);
}

/**
 * A row if something of the plan may not be there yet: never sent, withheld or unsettled, or it waits. What waits for a
 * predecessor that was refused is the refusal's business.
 */
export function findLeftOver({ dialect, tables }: Sql, sync: string, planNo: number): Statement {
  const parameters = new Parameters(dialect);
  const plan = parameters.bigint(planNo);
  return parameters.statement(`select 1 as found
from ${tables.plan(sync, planNo)} as p
left join (select ordinal, outcome, reason from ${tables.receipts} where plan_no = ${plan}) as r on r.ordinal = p.ordinal
where p.is_called
  and (r.ordinal is null or r.outcome = 'unsettled' or r.outcome = 'withheld' and coalesce(r.reason, '') <> '${REASON.predecessor}')
union all
select 1
from ${tables.unsent(sync, planNo)}
where class = 'waiting'
limit 1`);
}

/** `receipts` are of distinct rows, at least one. */
export function appendReceipts(sql: Sql, { held, planNo, nowMs }: Appending, receipts: readonly Receipt[]): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const ordinals = receipts.map(({ ordinal }) => ordinal);
  const records = receipts.map(({ ordinal, outcome, reason, message, recordId, ticket }) => ({
    ordinal,
    outcome,
    reason,
    message,
    record_id: recordId,
    ticket,
  }));
  const shape = {
    ordinal: "bigint",
    outcome: "text",
    reason: "text",
    message: "text",
    record_id: "text",
    ticket: "text",
  } as const;
  return parameters.statement(`insert into ${tables.receipts} (${COLUMNS})
select ${parameters.bigint(planNo)}, r.ordinal, r.outcome, r.reason, r.message, r.record_id, r.ticket, ${parameters.bigint(held.fence)}, ${parameters.bigint(nowMs)}
from ${parameters.records(shape, records)} as r
left join (
  select ordinal from ${tables.receipts}
  where plan_no = ${parameters.bigint(planNo)} and ordinal between ${parameters.bigint(Math.min(...ordinals))} and ${parameters.bigint(Math.max(...ordinals))}
) as a on a.ordinal = r.ordinal
where a.ordinal is null
  and ${isApplying(sql, parameters, held, planNo)}`);
}

/** No message, record and ticket. A bare null is a number to some engines. */
function nothing({ dialect }: Sql): string {
  return [1, 2, 3].map(() => `cast(null as ${dialect.types.text})`).join(", ");
}

/** Every row that leads to a call and has no receipt is certainly not sent. */
export function withholdRest(sql: Sql, { held, planNo, nowMs }: Appending, reason: string): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.receipts} (${COLUMNS})
select ${parameters.bigint(planNo)}, p.ordinal, 'withheld', ${parameters.text(reason)}, ${nothing(sql)}, ${parameters.bigint(held.fence)}, ${parameters.bigint(nowMs)}
from ${tables.plan(held.sync, planNo)} as p
left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
where p.is_called and a.ordinal is null
  and ${isApplying(sql, parameters, held, planNo)}`);
}

/** All members but the first by key, who are sent whole: a move's leave goes with its enter. */
export function withholdBeyond(sql: Sql, { held, planNo, nowMs }: Appending, membersMax: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const plan = tables.plan(held.sync, planNo);
  return parameters.statement(`insert into ${tables.receipts} (${COLUMNS})
select ${parameters.bigint(planNo)}, p.ordinal, 'withheld', '${REASON.limit}', ${nothing(sql)}, ${parameters.bigint(held.fence)}, ${parameters.bigint(nowMs)}
from ${plan} as p
left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal
left join (
  select distinct member_key from ${plan} where is_called order by member_key limit ${limitOf(membersMax)}
) as m on m.member_key = p.member_key
where p.is_called and a.ordinal is null and m.member_key is null
  and ${isApplying(sql, parameters, held, planNo)}`);
}

/** The receipts of one plan, as a table expression. */
export function answered({ tables }: Sql, parameters: Parameters, planNo: number): string {
  return `(select ordinal, outcome, reason, message, record_id, at_ms from ${tables.receipts} where plan_no = ${parameters.bigint(planNo)})`;
}

/**
 * Receipts for the rows of a wave that must not be sent: whose predecessor was not accepted (for a leave: nor refused),
 * and leaves of a record that an enter or update of this plan put, or may have put, at the same place.
 */
export function settleUnready(sql: Sql, { held, planNo, nowMs }: Appending, wave: Wave): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const plan = tables.plan(held.sync, planNo);
  return parameters.statement(`insert into ${tables.receipts} (${COLUMNS})
with answered as ${answered(sql, parameters, planNo)},
taken as (
  select distinct w.place_no, coalesce(a.record_id, b.record_id, w.record_id) as record_id
  from ${plan} as w
  inner join answered as a on a.ordinal = w.ordinal
  left join answered as b on b.ordinal = w.after_ordinal
  where w.op <> 'leave' and a.outcome in ('accepted', 'unsettled')
),
judged_rows as (
  select p.ordinal, p.op, t.record_id as taken_record_id,
    p.after_ordinal is null or coalesce(b.outcome = 'accepted' or (p.op = 'leave' and b.outcome = 'refused'), false) as is_ready
  from ${plan} as p
  left join answered as a on a.ordinal = p.ordinal
  left join answered as b on b.ordinal = p.after_ordinal
  left join taken as t on t.place_no = p.place_no and t.record_id = p.record_id
  where p.wave = ${parameters.bigint(wave)} and p.is_called and a.ordinal is null
)
select ${parameters.bigint(planNo)}, ordinal,
  case when is_ready then 'accepted' else 'withheld' end,
  case when is_ready then '${REASON.sameRecord}' else '${REASON.predecessor}' end,
  ${nothing(sql)}, ${parameters.bigint(held.fence)}, ${parameters.bigint(nowMs)}
from judged_rows
where (not is_ready or (op = 'leave' and taken_record_id is not null))
  and ${isApplying(sql, parameters, held, planNo)}`);
}
