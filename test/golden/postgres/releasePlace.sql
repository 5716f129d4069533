update "tierline"."places"
set released_at_ms = cast($1 as bigint),
  last_said_at_ms = (select max(said_at_ms) from "tierline"."synced_gold" where place_no = cast($2 as bigint))
where place_no = cast($3 as bigint) and sync = cast($4 as text) and released_at_ms is null
  and exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update);
