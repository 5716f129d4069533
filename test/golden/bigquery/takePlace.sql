update `tierline`.`places`
set list_id = cast(@p1 as string), is_created_by_us = cast(@p2 as bool),
  taken_at_ms = cast(@p3 as int64)
where place_no = cast(@p4 as int64) and taken_at_ms is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64));
