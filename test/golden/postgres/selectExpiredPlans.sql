select plan_no
from "tierline"."plans"
where sync = cast($1 as text) and dropped_at_ms is null
  and (state = 'closed' and closed_at_ms < cast($2 as bigint) or state = 'abandoned')
order by plan_no
limit 20;
