update `tierline`.`plans`
set state = 'closed', closed_at_ms = made_at_ms + cast(@p1 as int64)
where sync = cast(@p2 as string) and state = 'planned'
  and made_at_ms < cast(@p3 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p4 as string) and fence = cast(@p5 as int64));
