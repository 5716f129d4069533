update "tierline"."places"
set list_id = cast($1 as text), is_created_by_us = cast($2 as boolean),
  taken_at_ms = cast($3 as bigint)
where place_no = cast($4 as bigint) and taken_at_ms is null
  and exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update);
