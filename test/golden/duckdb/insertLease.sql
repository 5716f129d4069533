insert into "tierline"."leases" (sync, fence, holder)
select cast($1 as varchar), 0, cast($2 as varchar)
from (select 1 as one) as once
where not exists (select 1 from "tierline"."leases" where sync = cast($3 as varchar));
