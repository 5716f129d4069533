update "tierline"."leases"
set holder = null
where sync = cast($1 as text) and fence = cast($2 as bigint);
