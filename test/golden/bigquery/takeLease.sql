update `tierline`.`leases`
set fence = fence + 1, holder = cast(@p1 as string), expires_at_ms = cast(@p2 as int64)
where sync = cast(@p3 as string)
  and (
    holder is null or expires_at_ms <= cast(@p4 as int64)
    or expires_at_ms is null and holder <> cast(@p5 as string)
  );

update `tierline`.`leases`
set fence = fence + 1, holder = cast(@p1 as string), expires_at_ms = cast(@p2 as int64)
where sync = cast(@p3 as string)
  and (
    holder is null or expires_at_ms <= cast(@p4 as int64)
    or expires_at_ms is null and holder <> cast(@p5 as string)
  );
