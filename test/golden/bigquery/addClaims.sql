insert into claims (record_id, identity, member_key)
select c.record_id, c.identity, c.member_key
from (select json_value(record, '$."record_id"') as `record_id`, json_value(record, '$."identity"') as `identity`, json_value(record, '$."member_key"') as `member_key` from unnest(json_query_array(@p1)) as record) as c;
