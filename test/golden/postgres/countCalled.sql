select count(*) as row_count
from "tierline"."plan_gold_1" as p
inner join (select * from json_to_recordset(cast($1 as json)) as records ("ordinal" bigint)) as r on r.ordinal = p.ordinal
where p.is_called and p.ordinal between cast($2 as bigint) and cast($3 as bigint);
