select max(plan_no) as plan_no
from `tierline`.`plans`
where sync = cast(@p1 as string) and state = 'drafted' and fence = cast(@p2 as int64);
