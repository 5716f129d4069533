select max(at_ms) as at_ms from `tierline`.`report_deliveries`
where what = cast(@p1 as string);
