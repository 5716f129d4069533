select place_no, class, reason
from `tierline`.`unsent_gold_1`
where identity = cast(@p1 as string)
order by place_no, class, reason;
