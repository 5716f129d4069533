insert into `tierline`.`kept` (place_no, record_id)
select distinct cast(@p1 as int64), r.record_id
from (select json_value(record, '$."record_id"') as `record_id` from unnest(json_query_array(@p2)) as record) as r
where not exists (select 1 from `tierline`.`kept` as k where k.place_no = cast(@p3 as int64) and k.record_id = r.record_id)
  and exists (select 1 from `tierline`.`places` where place_no = cast(@p4 as int64) and taken_at_ms is null)
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64));
