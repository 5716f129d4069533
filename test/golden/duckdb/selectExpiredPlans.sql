select plan_no
from "tierline"."plans"
where sync = cast($1 as varchar) and state = 'closed' and dropped_at_ms is null
  and closed_at_ms < cast($2 as bigint)
order by plan_no
limit 20;
