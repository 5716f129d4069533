insert into "tierline"."receipts" (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
with answered as (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($1 as bigint)),
taken as (
  select distinct w.place_no, coalesce(a.record_id, b.record_id, w.record_id) as record_id
  from "tierline"."plan_gold_1" as w
  inner join answered as a on a.ordinal = w.ordinal
  left join answered as b on b.ordinal = w.after_ordinal
  where w.op <> 'leave' and a.outcome in ('accepted', 'unsettled')
),
judged_rows as (
  select p.ordinal, p.op, t.record_id as taken_record_id,
    p.after_ordinal is null or coalesce(b.outcome = 'accepted' or (p.op = 'leave' and b.outcome = 'refused'), false) as is_ready
  from "tierline"."plan_gold_1" as p
  left join answered as a on a.ordinal = p.ordinal
  left join answered as b on b.ordinal = p.after_ordinal
  left join taken as t on t.place_no = p.place_no and t.record_id = p.record_id
  where p.wave = cast($2 as bigint) and p.is_called and a.ordinal is null
)
select cast($3 as bigint), ordinal,
  case when is_ready then 'accepted' else 'withheld' end,
  case when is_ready then 'same_record' else 'predecessor' end,
  cast(null as varchar), cast(null as varchar), cast(null as varchar), cast($4 as bigint), cast($5 as bigint)
from judged_rows
where (not is_ready or (op = 'leave' and taken_record_id is not null))
  and exists (select 1 from "tierline"."leases" where sync = cast($6 as varchar) and fence = cast($7 as bigint))
  and exists (select 1 from "tierline"."plans" where plan_no = cast($8 as bigint) and sync = cast($9 as varchar) and state = 'applying');
