create table if not exists "tierline"."synced_gold" (place_no bigint, identity varchar, member_key varchar, record_id varchar, said_op varchar, said_hash varchar, hash_version bigint, address_hash varchar, said_at_ms bigint, is_settled boolean);

create table if not exists "tierline"."refused_gold" (place_no bigint, identity varchar, op varchar, said_hash varchar, reason varchar, message varchar, times bigint, next_run_no bigint, hash_version bigint);
