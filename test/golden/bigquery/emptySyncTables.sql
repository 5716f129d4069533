select cast(null as int64) as place_no, cast(null as string) as identity, cast(null as string) as member_key, cast(null as string) as record_id, cast(null as string) as said_op, cast(null as string) as said_hash, cast(null as int64) as hash_version, cast(null as string) as address_hash, cast(null as int64) as said_at_ms, cast(null as bool) as is_settled
from (select 1 as one) as nothing
where one = 0;

select cast(null as int64) as place_no, cast(null as string) as identity, cast(null as string) as op, cast(null as string) as said_hash, cast(null as string) as reason, cast(null as string) as message, cast(null as int64) as times, cast(null as int64) as next_run_no, cast(null as int64) as hash_version
from (select 1 as one) as nothing
where one = 0;
