select to_char(occurred_at, 'YYYY-MM') as month_on, count(*) as count_rows
from staging.charges as t
where occurred_at is not null
group by to_char(occurred_at, 'YYYY-MM')
order by 1 desc
limit 1200;
