select cast(null as bigint) as place_no, cast(null as varchar) as identity, cast(null as varchar) as member_key, cast(null as varchar) as record_id, cast(null as varchar) as said_op, cast(null as varchar) as said_hash, cast(null as bigint) as hash_version, cast(null as varchar) as address_hash, cast(null as bigint) as said_at_ms, cast(null as boolean) as is_settled
from (select 1 as one) as nothing
where one = 0;

select cast(null as bigint) as place_no, cast(null as varchar) as identity, cast(null as varchar) as op, cast(null as varchar) as said_hash, cast(null as varchar) as reason, cast(null as varchar) as message, cast(null as bigint) as times, cast(null as bigint) as next_run_no, cast(null as bigint) as hash_version
from (select 1 as one) as nothing
where one = 0;
