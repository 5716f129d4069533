delete from "tierline"."synced_gold"
where said_op = 'leave' and is_settled and said_at_ms <= cast($1 as bigint);
