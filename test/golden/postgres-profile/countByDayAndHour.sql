select cast(occurred_at as date) as day_on, extract(hour from occurred_at) as hour_of_day, count(*) as count_rows
from staging.charges as t
where cast(occurred_at as date) in (cast('2024-03-24' as date), cast('2024-03-31' as date))
group by cast(occurred_at as date), extract(hour from occurred_at);
