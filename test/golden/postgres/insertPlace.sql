insert into "tierline"."places" (place_no, sync, kind, account_id, name, model, audience, is_created_by_us)
select coalesce(max(place_no), 0) + 1, cast($1 as text), cast($2 as text), cast($3 as text),
  cast($4 as text), cast($5 as text), cast($6 as text), false
from "tierline"."places"
having exists (select 1 from "tierline"."leases" where sync = cast($7 as text) and fence = cast($8 as bigint) for update);
