insert into `tierline`.`runs` (sync, run_no, started_at_ms, allowance)
select cast(@p1 as string), coalesce(max(run_no), 0) + 1, cast(@p2 as int64), cast(@p3 as string)
from `tierline`.`runs`
where sync = cast(@p4 as string)
having exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64));
