select 1 as found
from (select 1 as one) as once
where exists (select 1 from "tierline"."leases" where sync = cast($1 as text) and fence = cast($2 as bigint) for update)
  and exists (select 1 from "tierline"."plans" where plan_no = cast($3 as bigint) and sync = cast($4 as text) and state = 'applying');
