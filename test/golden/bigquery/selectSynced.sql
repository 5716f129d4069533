select place_no, record_id, said_op, said_at_ms, is_settled
from `tierline`.`synced_gold`
where identity = cast(@p1 as string);
