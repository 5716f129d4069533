update `tierline`.`plans`
set state = 'applying', applying_at_ms = cast(@p1 as int64), fence = cast(@p2 as int64)
where plan_no = cast(@p3 as int64) and state = 'planned'
  and definition_hash = cast(@p4 as string) and invocation_id = cast(@p5 as string)
  and made_at_ms >= cast(@p6 as int64)
  and after_plan_no = (
    select coalesce(max(plan_no), 0) from `tierline`.`plans` where sync = cast(@p7 as string) and state = 'closed'
  )
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p8 as string) and fence = cast(@p9 as int64));
