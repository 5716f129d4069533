select sync, place_no, day, op, outcome, reason, cast(sum(row_count) as bigint) as row_count
from (
  select sync, place_no, cast(floor(closed_at_ms / 86400000.0) as bigint) as day, op, outcome, reason, row_count
  from "tierline"."outcomes"
  where closed_at_ms >= cast($1 as bigint)
) as counted
group by sync, place_no, day, op, outcome, reason
order by sync, place_no, day, op, outcome, reason;
