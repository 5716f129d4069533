insert into "tierline"."runs" (sync, run_no, started_at_ms, allowance)
select cast($1 as text), coalesce(max(run_no), 0) + 1, cast($2 as bigint), cast($3 as json)
from "tierline"."runs"
where sync = cast($4 as text)
having exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update);
