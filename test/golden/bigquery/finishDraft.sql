update `tierline`.`plans`
set state = 'planned', counts = cast(@p1 as string),
  after_plan_no = (
    select coalesce(max(plan_no), 0) from `tierline`.`plans` where sync = cast(@p2 as string) and state = 'closed'
  )
where plan_no = cast(@p3 as int64) and state = 'drafted' and fence = cast(@p4 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64));
