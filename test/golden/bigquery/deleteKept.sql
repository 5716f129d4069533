delete from `tierline`.`kept`
where place_no = cast(@p1 as int64)
  and exists (select 1 from `tierline`.`places` where place_no = cast(@p2 as int64) and taken_at_ms is null)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p3 as string) and fence = cast(@p4 as int64));
