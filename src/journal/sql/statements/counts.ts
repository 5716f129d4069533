/** The counts of a plan, from the comparison that made it. */
import type { IdentifiedBy } from "../../../domain/identity.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { suppressionItems } from "./exclusions.ts";
import { ownerColumn } from "./member-columns.ts";

/** Rows of one source, and its distinct keys. */
function countSource({ dialect }: Sql, source: { readonly relation: string; readonly key: string }): Statement {
  const key = `cast(${dialect.quote(source.key)} as ${dialect.types.text})`;
  return {
    text: `select count(*) as row_count, count(distinct nullif(${key}, '')) as key_count, 0 as unmatched_count\nfrom ${source.relation}`,
    parameters: [],
  };
}

/** Rows of the suppress model, those that name somebody, and of these those that name no row of the members' model. */
function countSuppression(
  { dialect }: Sql,
  suppress: NonNullable<DesiredRelations["suppress"]>,
  members: DesiredRelations["members"],
): Statement {
  const [member, address] = suppressionItems(dialect, suppress);
  const [identity, email] = suppressionItems(dialect, members);
  // Members are joined to the few who are suppressed, never made distinct themselves.
  return {
    text: `with suppressions as (select ${member} as member_id, ${address} as address from ${suppress.relation}),
matched_ids as (
  select distinct s.member_id
  from suppressions as s
  inner join (select ${identity} as member_id from ${members.relation}) as m on m.member_id = s.member_id
  where s.member_id <> ''
),
matched_addresses as (
  select distinct s.address
  from suppressions as s
  inner join (select ${email} as address from ${members.relation}) as m on m.address = s.address
  where s.address <> ''
)
select count(*) as row_count, count(nullif(s.member_id || s.address, '')) as key_count,
  count(case when s.member_id || s.address <> '' and i.member_id is null and a.address is null then 1 end) as unmatched_count
from suppressions as s
left join matched_ids as i on i.member_id = s.member_id
left join matched_addresses as a on a.address = s.address`,
    parameters: [],
  };
}

/** Counts each model that feeds the plan, the members' first. */
export function countSources(
  sql: Sql,
  { members, suppress, audiences }: DesiredRelations,
): readonly { readonly model: string; readonly isSuppression: boolean; readonly statement: Statement }[] {
  const named = (source: { readonly model: string; readonly relation: string; readonly key: string }) => ({
    model: source.model,
    isSuppression: false,
    statement: countSource(sql, source),
  });
  const suppression =
    suppress === null
      ? []
      : [{ model: suppress.model, isSuppression: true, statement: countSuppression(sql, suppress, members) }];
  return [named(members), ...suppression, ...audiences.map(named)];
}

/** One row per place, class and reason; `unsettled_count`: of these, what was last said may not have arrived; `unknown_count`: first writes of contacts. */
export function countClasses(judged: string): Statement {
  return {
    text: `select place_no, class, reason, count(*) as row_count,
  sum(case when is_desired then 1 else 0 end) as desired_count,
  sum(case when is_live and not is_settled then 1 else 0 end) as unsettled_count,
  sum(case when not is_list and class = 'enter' and not is_live and record_id is null then 1 else 0 end) as unknown_count
from ${judged}
group by place_no, class, reason
order by place_no, class, reason`,
    parameters: [],
  };
}

/** Updates whose rows are settled and were said before `sinceMs` (null: whenever it was), by place. */
export function countRemapped(
  { dialect, tables }: Sql,
  sync: string,
  planNo: number,
  sinceMs: number | null,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select p.place_no, count(*) as row_count
from ${tables.plan(sync, planNo)} as p
inner join ${tables.synced(sync)} as s on s.place_no = p.place_no and s.identity = p.identity
where p.op = 'update' and s.is_settled${sinceMs === null ? "" : ` and s.said_at_ms < ${parameters.bigint(sinceMs)}`}
group by p.place_no`);
}

/** Leaves that are closed without a call, by place. */
export function countWithoutCall({ tables }: Sql, sync: string, planNo: number): Statement {
  return {
    text: `select place_no, count(*) as row_count
from ${tables.plan(sync, planNo)}
where not is_called
group by place_no`,
    parameters: [],
  };
}

/** What each place of a sync holds because of us, whom it held before us, and who is both. */
export function countHeld({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select p.place_no, coalesce(s.live_count, 0) as live_count, coalesce(s.unsettled_count, 0) as unsettled_count,
  case when p.taken_at_ms is null then 0 else coalesce(k.kept_count, 0) end as kept_count,
  case when p.taken_at_ms is null then 0 else coalesce(b.kept_live_count, 0) end as kept_live_count
from ${tables.places} as p
left join (
  select place_no, count(*) as live_count, sum(case when is_settled then 0 else 1 end) as unsettled_count
  from ${tables.synced(sync)} as said
  where said_op <> 'leave' or not is_settled
  group by place_no
) as s on s.place_no = p.place_no
left join (select place_no, count(distinct record_id) as kept_count from ${tables.kept} group by place_no) as k on k.place_no = p.place_no
left join (
  select k.place_no, count(distinct k.record_id) as kept_live_count
  from ${tables.kept} as k
  inner join ${tables.synced(sync)} as s on s.place_no = k.place_no and s.record_id = k.record_id
  where s.said_op <> 'leave' or not s.is_settled
  group by k.place_no
) as b on b.place_no = p.place_no
where p.sync = ${parameters.text(sync)} and p.released_at_ms is null
order by p.place_no`);
}

/** Members who leave one list and enter another of the same model. */
export function countMoves(judged: string, identifiedBy: IdentifiedBy): Statement {
  const owner = ownerColumn(identifiedBy);
  // Who stays on a list under another address does not move.
  const isElsewhere = identifiedBy === "address" ? " and l.place_no <> e.place_no" : "";
  return {
    text: `select l.place_no as from_place_no, e.place_no as to_place_no, count(*) as row_count
from ${judged} as l
inner join ${judged} as e on e.model = l.model and e.${owner} = l.${owner}
where l.is_list and l.class = 'leave' and e.is_list and e.class = 'enter'${isElsewhere}
group by l.place_no, e.place_no`,
    parameters: [],
  };
}
