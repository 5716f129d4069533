select place_no, identity, record_id, said_op, said_at_ms, is_settled
from "tierline"."synced_gold"
where member_key = cast($1 as varchar);
