select cast(null as string) as record_id, cast(null as string) as identity, cast(null as string) as member_key
from (select 1 as one) as nothing
where one = 0;
