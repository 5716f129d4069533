select r.event_id as id, 1 as count_rows
from staging.returns as r
left join (select distinct order_id from staging.charges as c) as known on known.order_id = r.order_id
where r.order_id is not null and known.order_id is null;
