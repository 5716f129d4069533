select r.address
from (select * from json_to_recordset(cast($1 as json)) as records ("address" text)) as r
inner join "tierline"."suppressed_gold_1" as s on s.address_hash = md5(r.address);
