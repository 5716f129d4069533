update "tierline"."leases"
set fence = fence + 1, holder = cast($1 as varchar), expires_at_ms = cast($2 as bigint)
where sync = cast($3 as varchar)
  and (
    holder is null or expires_at_ms <= cast($4 as bigint)
    or expires_at_ms is null and holder <> cast($5 as varchar)
  );

update "tierline"."leases"
set fence = fence + 1, holder = cast($1 as varchar), expires_at_ms = cast($2 as bigint)
where sync = cast($3 as varchar)
  and (
    holder is null or expires_at_ms <= cast($4 as bigint)
    or expires_at_ms is null and holder <> cast($5 as varchar)
  );
