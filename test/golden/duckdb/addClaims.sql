insert into claims (record_id, identity)
select c.record_id, c.identity
from (select unnest(from_json($1, '[{"record_id":"varchar","identity":"varchar"}]'), recursive := true)) as c;
