insert into claims (record_id, identity, member_key)
select c.record_id, c.identity, c.member_key
from (select unnest(from_json($1, '[{"record_id":"varchar","identity":"varchar","member_key":"varchar"}]'), recursive := true)) as c;
