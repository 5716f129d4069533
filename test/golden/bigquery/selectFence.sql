select fence, holder from `tierline`.`leases` where sync = cast(@p1 as string);
