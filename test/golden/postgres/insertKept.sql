insert into "tierline"."kept" (place_no, record_id)
select distinct cast($1 as bigint), r.record_id
from (select * from json_to_recordset(cast($2 as json)) as records ("record_id" text)) as r
where not exists (select 1 from "tierline"."kept" as k where k.place_no = cast($3 as bigint) and k.record_id = r.record_id)
  and exists (select 1 from "tierline"."places" where place_no = cast($4 as bigint) and taken_at_ms is null)
  and exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update);
