/** What came back for one member, from the rows of many plans. */
import { limitOf, Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

/** The plans of a sync that may hold receipts, the newest first; of those that were dropped, only that they were. */
export function selectAnsweredPlans({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select p.plan_no, p.dropped_at_ms
from ${tables.plans} as p
where p.sync = ${parameters.text(sync)} and p.applying_at_ms is not null
  and (p.dropped_at_ms is not null or exists (select 1 from ${tables.receipts} as r where r.plan_no = p.plan_no))
order by p.plan_no desc`);
}

/** `planNos`: at least one. Each row has the `total` besides. */
export function selectMemberReceipts(
  { dialect, tables }: Sql,
  sync: string,
  planNos: readonly number[],
  memberKey: string,
  limit: number,
): Statement {
  const parameters = new Parameters(dialect);
  const rows = planNos.map(
    (planNo) =>
      `  select ${parameters.bigint(planNo)} as plan_no, ordinal, place_no, op from ${tables.plan(sync, planNo)} where member_key = ${parameters.text(memberKey)}`,
  );
  return parameters.statement(`select m.plan_no, l.name, m.op, r.outcome, r.reason, r.at_ms, count(*) over () as total
from (
${rows.join("\n  union all\n")}
) as m
inner join ${tables.receipts} as r on r.plan_no = m.plan_no and r.ordinal = m.ordinal
inner join ${tables.places} as l on l.place_no = m.place_no
order by m.plan_no desc, m.ordinal desc
limit ${limitOf(limit)}`);
}
