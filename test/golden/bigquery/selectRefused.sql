select r.place_no, r.identity, r.reason, r.message, r.times, r.next_run_no
from `tierline`.`refused_gold` as r
inner join (select json_value(record, '$."identity"') as `identity` from unnest(json_query_array(@p1)) as record) as i on i.identity = r.identity;
