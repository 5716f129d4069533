select plan_no, cast(sum(case when outcome = 'accepted' then row_count else 0 end) as int64) as row_count
from `tierline`.`outcomes`
where plan_no >= cast(@p1 as int64)
group by plan_no
order by plan_no;
