update "tierline"."places"
set model = cast($1 as varchar), audience = cast($2 as varchar)
where sync = cast($3 as varchar) and kind = cast($4 as varchar) and name = cast($5 as varchar)
  and released_at_ms is null
  and exists (select 1 from "tierline"."leases" where sync = cast($6 as varchar) and fence = cast($7 as bigint));
