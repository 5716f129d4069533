update `tierline`.`plans`
set state = 'abandoned'
where sync = cast(@p1 as string) and state = 'drafted' and fence < cast(@p2 as int64)
  and made_at_ms < cast(@p3 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p4 as string) and fence = cast(@p5 as int64));
