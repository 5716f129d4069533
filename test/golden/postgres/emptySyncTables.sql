select cast(null as bigint) as place_no, cast(null as text) as identity, cast(null as text) as member_key, cast(null as text) as record_id, cast(null as text) as said_op, cast(null as text) as said_hash, cast(null as bigint) as hash_version, cast(null as text) as address_hash, cast(null as bigint) as said_at_ms, cast(null as boolean) as is_settled
from (select 1 as one) as nothing
where one = 0;

select cast(null as bigint) as place_no, cast(null as text) as identity, cast(null as text) as op, cast(null as text) as said_hash, cast(null as text) as reason, cast(null as text) as message, cast(null as bigint) as times, cast(null as bigint) as next_run_no, cast(null as bigint) as hash_version
from (select 1 as one) as nothing
where one = 0;
