create table "tierline"."suppressed_gold_1" as
with members_read as (
  select coalesce(cast("customer_id" as varchar), '') as identity, coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address, coalesce(cast("reason_code" as varchar) = 'DATA_ERROR', false) as is_data_error, coalesce("email_consent", false) as has_consent
  from "warehouse"."main"."aud_members"
),
suppressions as (
  select coalesce(case when ascii(cast("customer_id" as varchar)) between 33 and 126 and ascii(right(cast("customer_id" as varchar), 1)) between 33 and 126 then cast("customer_id" as varchar) else trim(cast("customer_id" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end, '') as member_id, coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address
  from "warehouse"."main"."aud_suppressed"
),
suppressed_members as (
  select distinct member_id from suppressions where member_id <> ''
),
suppressed_addresses as (
  select address from suppressions where address <> ''
  union distinct
  select m.address
  from members_read as m
  inner join suppressed_members as i on i.member_id = case when ascii(m.identity) between 33 and 126 and ascii(right(m.identity, 1)) between 33 and 126 then m.identity else trim(m.identity, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end
  where m.address <> ''
)
select md5(address) as address_hash
from suppressed_addresses;

create table "tierline"."suppressed_gold_2" as
select cast(null as varchar) as address_hash
from (select 1 as one) as nothing
where one = 0;
