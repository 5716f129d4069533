select distinct sync
from `tierline`.`plans`
where sync <> cast(@p1 as string) and dropped_at_ms is null and state <> 'applying'
  and coalesce(closed_at_ms, made_at_ms) < cast(@p2 as int64)
order by sync
limit 5;
