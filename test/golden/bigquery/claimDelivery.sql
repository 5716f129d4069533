update `tierline`.`report_deliveries` set at_ms = cast(@p1 as int64)
where what = cast(@p2 as string) and at_ms is not distinct from cast(@p3 as int64);
