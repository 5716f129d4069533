insert into "tierline"."decisions" (decision_no, sync, place_no, decision, reason, decided_by, decided_at_ms, row_count)
select coalesce(max(decision_no), 0) + 1, cast($1 as varchar), cast($2 as bigint), cast($3 as varchar),
  cast($4 as varchar), cast($5 as varchar), cast($6 as bigint), cast($7 as bigint)
from "tierline"."decisions"
having exists (select 1 from "tierline"."leases" where sync = cast($8 as varchar) and fence = cast($9 as bigint));
