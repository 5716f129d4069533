select s.record_id, min(s.member_key) as member_key
from "tierline"."synced_gold" as s
inner join "tierline"."places" as p on p.place_no = s.place_no
inner join (select * from json_to_recordset(cast($1 as json)) as records ("record_id" text)) as r on r.record_id = s.record_id
where p.kind = 'contact' and p.released_at_ms is null and (s.said_op <> 'leave' or not s.is_settled)
group by s.record_id
having count(distinct s.member_key) = 1;
