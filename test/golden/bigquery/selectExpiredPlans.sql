select plan_no
from `tierline`.`plans`
where sync = cast(@p1 as string) and dropped_at_ms is null
  and (state = 'closed' and closed_at_ms < cast(@p2 as int64) or state = 'abandoned')
order by plan_no
limit 20;
