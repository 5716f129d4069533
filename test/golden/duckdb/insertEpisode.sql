insert into "tierline"."alert_episodes" (sync, kind, since_ms)
select n.sync, n.kind, n.since_ms
from (
  select cast($1 as varchar) as sync, cast($2 as varchar) as kind, cast($3 as bigint) as since_ms
) as n
where not exists (
  select 1 from "tierline"."alert_episodes" as e
  where e.sync = n.sync and e.kind = n.kind
);
