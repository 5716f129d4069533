select fence, holder, expires_at_ms from `tierline`.`leases` where sync = cast(@p1 as string);
