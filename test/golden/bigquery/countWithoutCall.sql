select place_no, count(*) as row_count
from `tierline`.`plan_gold_1`
where not is_called
group by place_no;
