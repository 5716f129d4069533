insert into "tierline"."receipts" (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast($1 as bigint), r.ordinal, r.outcome, r.reason, r.message, r.record_id, r.ticket, cast($2 as bigint), cast($3 as bigint)
from (select * from json_to_recordset(cast($4 as json)) as records ("ordinal" bigint, "outcome" text, "reason" text, "message" text, "record_id" text, "ticket" text)) as r
left join (
  select ordinal from "tierline"."receipts"
  where plan_no = cast($5 as bigint) and ordinal between cast($6 as bigint) and cast($7 as bigint)
) as a on a.ordinal = r.ordinal
where a.ordinal is null
  and exists (select 1 from "tierline"."leases" where sync = cast($8 as text) and fence = cast($9 as bigint) for update)
  and exists (select 1 from "tierline"."plans" where plan_no = cast($10 as bigint) and sync = cast($11 as text) and state = 'applying');
