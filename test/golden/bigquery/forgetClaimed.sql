delete from `tierline`.`synced_gold`
where place_no = cast(@p1 as int64) and identity in (select identity from claims)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p2 as string) and fence = cast(@p3 as int64));
