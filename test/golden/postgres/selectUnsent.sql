select place_no, identity, class, reason
from "tierline"."unsent_gold_1"
where member_key = cast($1 as text)
order by place_no, class, reason;
