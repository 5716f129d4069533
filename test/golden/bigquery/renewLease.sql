update `tierline`.`leases`
set expires_at_ms = cast(@p1 as int64)
where sync = cast(@p2 as string) and fence = cast(@p3 as int64) and holder = cast(@p4 as string);
