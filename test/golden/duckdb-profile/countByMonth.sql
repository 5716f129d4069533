select strftime(occurred_at, '%Y-%m') as month_on, count(*) as count_rows
from staging.charges as t
where occurred_at is not null
group by strftime(occurred_at, '%Y-%m')
order by 1 desc
limit 1200;
