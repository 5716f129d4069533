update "tierline"."places"
set model = cast($1 as text), audience = cast($2 as text)
where sync = cast($3 as text) and kind = cast($4 as text) and name = cast($5 as text)
  and released_at_ms is null
  and exists (select 1 from "tierline"."leases" where sync = cast($6 as text) and fence = cast($7 as bigint) for update);
