select status as id, count(*) as count_rows
from staging.statuses as t
where status not in ('active', 'resigned')
group by status;
