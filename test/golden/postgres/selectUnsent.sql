select place_no, class, reason
from "tierline"."unsent_gold_1"
where identity = cast($1 as text)
order by place_no, class, reason;
