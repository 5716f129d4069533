select count(*) as count_suspects, sum(count_rows) as count_rows
from (select event_id as id, 1 as count_rows from staging.charges as t where amount < 0) as suspects;
