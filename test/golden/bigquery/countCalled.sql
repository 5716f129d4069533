select count(*) as row_count
from `tierline`.`plan_gold_1` as p
inner join (select cast(json_value(record, '$."ordinal"') as int64) as `ordinal` from unnest(json_query_array(@p1)) as record) as r on r.ordinal = p.ordinal
where p.is_called and p.ordinal between cast(@p2 as int64) and cast(@p3 as int64);
