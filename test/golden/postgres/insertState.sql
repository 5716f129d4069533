insert into "tierline"."state" (schema_version, state_id, position, target, begun_anew_at_ms)
select cast($1 as bigint), cast($2 as text), 0, cast($3 as text), cast($4 as bigint)
from (select 1 as one) as once
where not exists (select 1 from "tierline"."state");
