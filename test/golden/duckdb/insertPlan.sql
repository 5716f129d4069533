insert into "tierline"."plans" (plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, properties, counts)
select cast($1 as bigint), cast($2 as varchar), cast($3 as bigint), cast($4 as varchar), cast($5 as varchar), cast($6 as varchar), cast($7 as varchar), cast($8 as bigint), cast($9 as bigint), cast($10 as bigint), cast($11 as json), cast($12 as json)
where exists (select 1 from "tierline"."leases" where sync = cast($13 as varchar) and fence = cast($14 as bigint));
