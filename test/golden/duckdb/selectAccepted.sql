select plan_no, cast(sum(case when outcome = 'accepted' then row_count else 0 end) as bigint) as row_count
from "tierline"."outcomes"
where plan_no >= cast($1 as bigint)
group by plan_no
order by plan_no;
