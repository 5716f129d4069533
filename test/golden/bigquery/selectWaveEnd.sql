select max(ordinal) as last_ordinal from `tierline`.`plan_gold_1` where wave = cast(@p1 as int64);
