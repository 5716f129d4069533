select format_timestamp('%Y-%m', occurred_at) as month_on, count(*) as count_rows
from staging.charges as t
where occurred_at is not null
group by format_timestamp('%Y-%m', occurred_at)
order by 1 desc
limit 1200;
