select distinct k.record_id
from "tierline"."kept" as k
inner join (select unnest(from_json($1, '[{"record_id":"varchar"}]'), recursive := true)) as r on r.record_id = k.record_id
where k.place_no = cast($2 as bigint);
