select cast(null as text) as record_id, cast(null as text) as identity, cast(null as text) as member_key
from (select 1 as one) as nothing
where one = 0;
