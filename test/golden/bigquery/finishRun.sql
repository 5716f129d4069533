update `tierline`.`runs`
set finished_at_ms = cast(@p1 as int64), as_of = cast(@p2 as string),
  exit_code = cast(@p3 as int64), allowance = cast(@p4 as string)
where sync = cast(@p5 as string) and run_no = cast(@p6 as int64) and finished_at_ms is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p7 as string) and fence = cast(@p8 as int64));
