insert into "tierline"."plans" (plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, fence, made_at_ms, properties)
select coalesce(max(plan_no), 0) + 1, cast($1 as text), cast($2 as bigint), 'drafted', cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as bigint), cast($7 as bigint), cast($8 as json)
from "tierline"."plans"
having exists (select 1 from "tierline"."leases" where sync = cast($9 as text) and fence = cast($10 as bigint) for update);
