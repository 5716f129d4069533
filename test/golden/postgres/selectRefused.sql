select r.place_no, r.identity, r.reason, r.message, r.times, r.next_run_no
from "tierline"."refused_gold" as r
inner join (select * from json_to_recordset(cast($1 as json)) as records ("identity" text)) as i on i.identity = r.identity;
