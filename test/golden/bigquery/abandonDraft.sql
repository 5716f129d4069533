update `tierline`.`plans`
set state = 'abandoned'
where plan_no = cast(@p1 as int64) and state = 'drafted';
