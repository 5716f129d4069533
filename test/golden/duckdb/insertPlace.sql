insert into "tierline"."places" (place_no, sync, kind, account_id, name, model, audience, is_created_by_us)
select coalesce(max(place_no), 0) + 1, cast($1 as varchar), cast($2 as varchar), cast($3 as varchar),
  cast($4 as varchar), cast($5 as varchar), cast($6 as varchar), false
from "tierline"."places"
having exists (select 1 from "tierline"."leases" where sync = cast($7 as varchar) and fence = cast($8 as bigint));
