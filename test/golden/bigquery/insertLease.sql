insert into `tierline`.`leases` (sync, fence, holder)
select cast(@p1 as string), 0, cast(@p2 as string)
from (select 1 as one) as once
where not exists (select 1 from `tierline`.`leases` where sync = cast(@p3 as string));
