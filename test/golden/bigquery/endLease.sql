update `tierline`.`leases`
set holder = null
where sync = cast(@p1 as string) and fence = cast(@p2 as int64);
