select sync, place_no, day, op, outcome, reason, cast(sum(row_count) as int64) as row_count
from (
  select sync, place_no, cast(floor(closed_at_ms / 86400000.0) as int64) as day, op, outcome, reason, row_count
  from `tierline`.`outcomes`
  where closed_at_ms >= cast(@p1 as int64)
) as counted
group by sync, place_no, day, op, outcome, reason
order by sync, place_no, day, op, outcome, reason;
