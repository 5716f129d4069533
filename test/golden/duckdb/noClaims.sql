select cast(null as varchar) as record_id, cast(null as varchar) as identity, cast(null as varchar) as member_key
from (select 1 as one) as nothing
where one = 0;
