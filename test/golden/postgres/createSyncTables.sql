create table if not exists "tierline"."synced_gold" (place_no bigint, identity text, member_key text, record_id text, said_op text, said_hash text, hash_version bigint, address_hash text, said_at_ms bigint, is_settled boolean);

create table if not exists "tierline"."refused_gold" (place_no bigint, identity text, op text, said_hash text, reason text, message text, times bigint, next_run_no bigint, hash_version bigint);
