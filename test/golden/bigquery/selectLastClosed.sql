select (
    select coalesce(max(plan_no), 0) from `tierline`.`plans` where sync = cast(@p1 as string) and state = 'closed'
  ) as last_closed_plan_no;
