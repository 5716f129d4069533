select id
from (select event_id as id, 1 as count_rows from staging.charges as t where amount < 0) as suspects
where id is not null
order by count_rows desc, id
limit 5;
