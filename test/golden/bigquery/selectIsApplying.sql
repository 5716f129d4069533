select 1 as found
from (select 1 as one) as once
where exists (select 1 from `tierline`.`leases` where sync = cast(@p1 as string) and fence = cast(@p2 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p3 as int64) and sync = cast(@p4 as string) and state = 'applying');
