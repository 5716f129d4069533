delete from `tierline`.`synced_gold`
where place_no = cast(@p1 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p2 as string) and fence = cast(@p3 as int64));

delete from `tierline`.`refused_gold`
where place_no = cast(@p1 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p2 as string) and fence = cast(@p3 as int64));

delete from `tierline`.`kept`
where place_no = cast(@p1 as int64)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p2 as string) and fence = cast(@p3 as int64));
