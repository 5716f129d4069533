select distinct k.record_id
from "tierline"."kept" as k
inner join (select * from json_to_recordset(cast($1 as json)) as records ("record_id" text)) as r on r.record_id = k.record_id
where k.place_no = cast($2 as bigint);
