select customer_id as id, count(*) as count_rows
from (select customer_id, status,
    lag(status) over (partition by customer_id order by occurred_at, status, event_id) as previous_status
  from staging.statuses as t
  where customer_id is not null and status in ('active', 'resigned')) as ranked
where previous_status = status
group by customer_id;
