insert into `tierline`.`plans` (plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, fence, made_at_ms, properties)
select coalesce(max(plan_no), 0) + 1, cast(@p1 as string), cast(@p2 as int64), 'drafted', cast(@p3 as string), cast(@p4 as string), cast(@p5 as string), cast(@p6 as int64), cast(@p7 as int64), cast(@p8 as string)
from `tierline`.`plans`
having exists (select 1 from `tierline`.`leases` where sync = cast(@p9 as string) and fence = cast(@p10 as int64));
