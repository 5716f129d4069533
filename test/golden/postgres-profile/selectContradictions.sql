select customer_id as id, count(*) as count_rows
from (
  select customer_id, occurred_at
  from staging.statuses as t
  where customer_id is not null and status in ('active', 'resigned')
  group by customer_id, occurred_at
  having count(distinct status) > 1
) as instants
group by customer_id;
