select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count
from "warehouse"."main"."aud_members";

select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count
from "warehouse"."main"."aud_tier";
