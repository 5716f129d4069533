insert into `tierline`.`decisions` (decision_no, sync, place_no, decision, reason, decided_by, decided_at_ms, row_count)
select coalesce(max(decision_no), 0) + 1, cast(@p1 as string), cast(@p2 as int64), cast(@p3 as string),
  cast(@p4 as string), cast(@p5 as string), cast(@p6 as int64), cast(@p7 as int64)
from `tierline`.`decisions`
having exists (select 1 from `tierline`.`leases` where sync = cast(@p8 as string) and fence = cast(@p9 as int64));
