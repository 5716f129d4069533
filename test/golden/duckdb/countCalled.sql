select count(*) as row_count
from "tierline"."plan_gold_1" as p
inner join (select unnest(from_json($1, '[{"ordinal":"bigint"}]'), recursive := true)) as r on r.ordinal = p.ordinal
where p.is_called and p.ordinal between cast($2 as bigint) and cast($3 as bigint);
