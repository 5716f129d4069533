update "tierline"."leases"
set expires_at_ms = cast($1 as bigint)
where sync = cast($2 as varchar) and fence = cast($3 as bigint) and holder = cast($4 as varchar);
