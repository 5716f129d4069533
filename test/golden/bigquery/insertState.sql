insert into `tierline`.`state` (schema_version, state_id, position, target, begun_anew_at_ms)
select cast(@p1 as int64), cast(@p2 as string), 0, cast(@p3 as string), cast(@p4 as int64)
from (select 1 as one) as once
where not exists (select 1 from `tierline`.`state`);
