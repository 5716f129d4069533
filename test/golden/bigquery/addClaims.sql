insert into claims (record_id, identity)
select c.record_id, c.identity
from (select json_value(record, '$."record_id"') as `record_id`, json_value(record, '$."identity"') as `identity` from unnest(json_query_array(@p1)) as record) as c;
