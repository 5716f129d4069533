update `tierline`.`plans`
set state = 'closed', closed_at_ms = cast(@p1 as int64)
where sync = cast(@p2 as string) and state = 'planned'
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p3 as string) and fence = cast(@p4 as int64));
