select r.address
from (select json_value(record, '$."address"') as `address` from unnest(json_query_array(@p1)) as record) as r
inner join `tierline`.`suppressed_gold_1` as s on s.address_hash = to_hex(md5(r.address));
