insert into `tierline`.`places` (place_no, sync, kind, account_id, name, model, audience, is_created_by_us)
select coalesce(max(place_no), 0) + 1, cast(@p1 as string), cast(@p2 as string), cast(@p3 as string),
  cast(@p4 as string), cast(@p5 as string), cast(@p6 as string), false
from `tierline`.`places`
having exists (select 1 from `tierline`.`leases` where sync = cast(@p7 as string) and fence = cast(@p8 as int64));
