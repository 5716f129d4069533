insert into claims (record_id, identity, member_key)
select c.record_id, c.identity, c.member_key
from (select * from json_to_recordset(cast($1 as json)) as records ("record_id" text, "identity" text, "member_key" text)) as c;
