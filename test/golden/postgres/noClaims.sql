select cast(null as text) as record_id, cast(null as text) as identity
from (select 1 as one) as nothing
where one = 0;
