delete from `tierline`.`alert_episodes`
where sync = cast(@p1 as string) and kind = cast(@p2 as string);
