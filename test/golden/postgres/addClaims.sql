insert into claims (record_id, identity)
select c.record_id, c.identity
from (select * from json_to_recordset(cast($1 as json)) as records ("record_id" text, "identity" text)) as c;
