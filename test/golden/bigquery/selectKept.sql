select distinct k.record_id
from `tierline`.`kept` as k
inner join (select json_value(record, '$."record_id"') as `record_id` from unnest(json_query_array(@p1)) as record) as r on r.record_id = k.record_id
where k.place_no = cast(@p2 as int64);
