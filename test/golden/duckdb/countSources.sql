select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count, 0 as unmatched_count
from "warehouse"."main"."aud_members";

with suppressions as (select coalesce(case when ascii(cast("customer_id" as varchar)) between 33 and 126 and ascii(right(cast("customer_id" as varchar), 1)) between 33 and 126 then cast("customer_id" as varchar) else trim(cast("customer_id" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end, '') as member_id, coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address from "warehouse"."main"."aud_suppressed"),
matched_ids as (
  select distinct s.member_id
  from suppressions as s
  inner join (select coalesce(case when ascii(cast("customer_id" as varchar)) between 33 and 126 and ascii(right(cast("customer_id" as varchar), 1)) between 33 and 126 then cast("customer_id" as varchar) else trim(cast("customer_id" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end, '') as member_id from "warehouse"."main"."aud_members") as m on m.member_id = s.member_id
  where s.member_id <> ''
),
matched_addresses as (
  select distinct s.address
  from suppressions as s
  inner join (select coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address from "warehouse"."main"."aud_members") as m on m.address = s.address
  where s.address <> ''
)
select count(*) as row_count, count(nullif(s.member_id || s.address, '')) as key_count,
  count(case when s.member_id || s.address <> '' and i.member_id is null and a.address is null then 1 end) as unmatched_count
from suppressions as s
left join matched_ids as i on i.member_id = s.member_id
left join matched_addresses as a on a.address = s.address;

select count(*) as row_count, count(distinct nullif(cast("customer_id" as varchar), '')) as key_count, 0 as unmatched_count
from "warehouse"."main"."aud_tier";
