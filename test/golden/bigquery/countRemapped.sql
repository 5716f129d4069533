select p.place_no, count(*) as row_count
from `tierline`.`plan_gold_1` as p
inner join `tierline`.`synced_gold` as s on s.place_no = p.place_no and s.identity = p.identity
where p.op = 'update' and s.is_settled
group by p.place_no;

select p.place_no, count(*) as row_count
from `tierline`.`plan_gold_1` as p
inner join `tierline`.`synced_gold` as s on s.place_no = p.place_no and s.identity = p.identity
where p.op = 'update' and s.is_settled and s.said_at_ms < cast(@p1 as int64)
group by p.place_no;
