update `tierline`.`plans`
set state = 'closed', closed_at_ms = cast(@p1 as int64)
where plan_no = cast(@p2 as int64) and state <> 'closed'
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p3 as string) and fence = cast(@p4 as int64));
