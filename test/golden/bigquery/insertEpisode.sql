insert into `tierline`.`alert_episodes` (sync, kind, since_ms)
select n.sync, n.kind, n.since_ms
from (
  select cast(@p1 as string) as sync, cast(@p2 as string) as kind, cast(@p3 as int64) as since_ms
) as n
where not exists (
  select 1 from `tierline`.`alert_episodes` as e
  where e.sync = n.sync and e.kind = n.kind
);
