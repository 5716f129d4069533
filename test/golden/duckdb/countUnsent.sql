select place_no, class, reason, count(*) as row_count
from "tierline"."unsent_gold_1"
group by place_no, class, reason
order by place_no, class, reason;
