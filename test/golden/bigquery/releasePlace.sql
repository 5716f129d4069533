update `tierline`.`places`
set released_at_ms = cast(@p1 as int64),
  last_said_at_ms = (select max(said_at_ms) from `tierline`.`synced_gold` where place_no = cast(@p2 as int64))
where place_no = cast(@p3 as int64) and sync = cast(@p4 as string) and released_at_ms is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64));
