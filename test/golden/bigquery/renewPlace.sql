update `tierline`.`places`
set model = cast(@p1 as string), audience = cast(@p2 as string)
where sync = cast(@p3 as string) and kind = cast(@p4 as string) and name = cast(@p5 as string)
  and released_at_ms is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p6 as string) and fence = cast(@p7 as int64));
