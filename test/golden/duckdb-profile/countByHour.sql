select extract(hour from occurred_at) as hour_of_day, count(*) as count_rows
from staging.charges as t
where occurred_at is not null
group by extract(hour from occurred_at);
