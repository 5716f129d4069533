select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count
from "warehouse"."main"."aud_members";

select count(*) as row_count, count(nullif(coalesce(case when ascii(cast("customer_id" as varchar)) between 33 and 126 and ascii(right(cast("customer_id" as varchar), 1)) between 33 and 126 then cast("customer_id" as varchar) else trim(cast("customer_id" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end, '') || coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), ''), '')) as key_count
from "warehouse"."main"."aud_suppressed";

select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count
from "warehouse"."main"."aud_tier";
