insert into "tierline"."synced_gold"
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
select cast($1 as bigint), c.identity, c.identity, c.record_id, 'enter', 'member', 1, '',
  cast($2 as bigint), true
from (select unnest(from_json($3, '[{"record_id":"varchar","identity":"varchar"}]'), recursive := true)) as c
where exists (select 1 from "tierline"."leases" where sync = cast($4 as varchar) and fence = cast($5 as bigint));
