select place_no, identity, class, reason
from `tierline`.`unsent_gold_1`
where member_key = cast(@p1 as string)
order by place_no, class, reason;
