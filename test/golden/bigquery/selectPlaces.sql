select place_no, sync, kind, account_id, list_id, name, model, audience, is_created_by_us, taken_at_ms
from `tierline`.`places`
where released_at_ms is null and sync = cast(@p1 as string)
order by place_no;
