select 1 as found
from (select 1 as one) as once
where exists (select 1 from "tierline"."leases" where sync = cast($1 as varchar) and fence = cast($2 as bigint))
  and exists (select 1 from "tierline"."plans" where plan_no = cast($3 as bigint) and sync = cast($4 as varchar) and state = 'applying');
