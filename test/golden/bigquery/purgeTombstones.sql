delete from `tierline`.`synced_gold`
where said_op = 'leave' and is_settled and said_at_ms <= cast(@p1 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p2 as string) and fence = cast(@p3 as int64));
