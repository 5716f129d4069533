create table if not exists `tierline`.`synced_gold` (place_no int64, identity string, member_key string, record_id string, said_op string, said_hash string, hash_version int64, address_hash string, said_at_ms int64, is_settled bool)
cluster by place_no, identity;

create table if not exists `tierline`.`refused_gold` (place_no int64, identity string, op string, said_hash string, reason string, message string, times int64, next_run_no int64, hash_version int64)
cluster by place_no, identity;
