insert into "tierline"."receipts" (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast($1 as bigint), p.ordinal, 'withheld', cast($2 as text), cast(null as text), cast(null as text), cast(null as text), cast($3 as bigint), cast($4 as bigint)
from "tierline"."plan_gold_1" as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($5 as bigint)) as a on a.ordinal = p.ordinal
where p.is_called and a.ordinal is null
  and exists (select 1 from "tierline"."leases" where sync = cast($6 as text) and fence = cast($7 as bigint) for update)
  and exists (select 1 from "tierline"."plans" where plan_no = cast($8 as bigint) and sync = cast($9 as text) and state = 'applying');
