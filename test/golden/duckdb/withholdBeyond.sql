insert into "tierline"."receipts" (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast($1 as bigint), p.ordinal, 'withheld', 'limit', cast(null as varchar), cast(null as varchar), cast(null as varchar), cast($2 as bigint), cast($3 as bigint)
from "tierline"."plan_gold_1" as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($4 as bigint)) as a on a.ordinal = p.ordinal
left join (
  select distinct member_key from "tierline"."plan_gold_1" where is_called order by member_key limit 100
) as m on m.member_key = p.member_key
where p.is_called and a.ordinal is null and m.member_key is null
  and exists (select 1 from "tierline"."leases" where sync = cast($5 as varchar) and fence = cast($6 as bigint))
  and exists (select 1 from "tierline"."plans" where plan_no = cast($7 as bigint) and sync = cast($8 as varchar) and state = 'applying');
