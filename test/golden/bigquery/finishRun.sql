update `tierline`.`runs`
set finished_at_ms = cast(@p1 as int64), as_of = cast(@p2 as string),
  exit_code = cast(@p3 as int64)
where sync = cast(@p4 as string) and run_no = cast(@p5 as int64) and finished_at_ms is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p6 as string) and fence = cast(@p7 as int64));
