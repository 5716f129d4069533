insert into "tierline"."outcomes" (plan_no, sync, place_no, op, outcome, reason, row_count, closed_at_ms)
select cast($1 as bigint), cast($2 as text), r.place_no, r.op, r.outcome, r.reason, count(*), cast($3 as bigint)
from (
  select p.place_no, p.op, case when p.is_called then coalesce(a.outcome, 'unsettled') else 'accepted' end as outcome,
    case when not p.is_called then p.note when a.outcome is null then 'no_receipt' else a.reason end as reason
  from "tierline"."plan_gold_1" as p
  left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($4 as bigint)) as a on a.ordinal = p.ordinal
) as r
where exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update)
  and exists (select 1 from "tierline"."plans" where plan_no = cast($7 as bigint) and sync = cast($8 as text) and state = 'applying')
group by r.place_no, r.op, r.outcome, r.reason;
