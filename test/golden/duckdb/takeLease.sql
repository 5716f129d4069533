update "tierline"."leases"
set fence = fence + 1, holder = cast($1 as varchar)
where sync = cast($2 as varchar) and (holder is null or holder <> cast($3 as varchar));
