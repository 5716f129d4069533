delete from "tierline"."kept"
where place_no = cast($1 as bigint)
  and exists (select 1 from "tierline"."places" where place_no = cast($2 as bigint) and taken_at_ms is null)
  and exists (select 1 from "tierline"."leases" where sync = cast($3 as text) and fence = cast($4 as bigint) for update);
