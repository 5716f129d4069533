select e.customer_id as id, count(*) as count_rows
from staging.charges as e
left join (select distinct customer_id from staging.customers as c) as known on known.customer_id = e.customer_id
where e.customer_id is not null and known.customer_id is null
group by e.customer_id;
