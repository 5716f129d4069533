delete from "tierline"."synced_gold"
where place_no = cast($1 as bigint) and identity in (select identity from claims)
  and exists (select 1 from "tierline"."leases" where sync = cast($2 as text) and fence = cast($3 as bigint) for update);
