delete from `tierline`.`receipts` where plan_no = cast(@p1 as int64);

update `tierline`.`plans` set dropped_at_ms = cast(@p1 as int64) where plan_no = cast(@p2 as int64) and state in ('closed', 'abandoned');
