select event_id as id, count(*) as count_rows from staging.charges as t where event_id is not null group by event_id having count(*) > 1;
