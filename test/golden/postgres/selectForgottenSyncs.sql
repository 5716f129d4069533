select distinct sync
from "tierline"."plans"
where sync <> cast($1 as text) and dropped_at_ms is null and state <> 'applying'
  and coalesce(closed_at_ms, made_at_ms) < cast($2 as bigint)
order by sync
limit 5;
