with present as (
  select record_id, identity, address, acknowledged_as from (select unnest(from_json($1, '[{"record_id":"varchar","identity":"varchar","address":"varchar","acknowledged_as":"varchar"}]'), recursive := true)) as r
),
customers as (
  select cast("customer_id" as varchar) as identity, lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end) as address from "warehouse"."main"."aud_members"
),
addressed as (
  select p.record_id, min(c.identity) as identity, count(distinct c.identity) as customer_count
  from present as p
  inner join customers as c on c.address = p.address
  where p.address <> ''
  group by p.record_id
),
known as (
  select p.record_id,
    case when p.identity is not null then i.identity else coalesce(r.identity, case when a.customer_count = 1 then a.identity end) end as identity,
    case when p.identity is not null then 'identity' when r.identity is not null then 'record' else 'address' end as known_by,
    p.identity is null and r.identity is null and coalesce(a.customer_count > 1, false) as is_ambiguous
  from present as p
  left join (select distinct identity from customers) as i on i.identity = p.identity
  left join (select distinct identity from customers) as r on r.identity = p.acknowledged_as
  left join addressed as a on a.record_id = p.record_id
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join (
  select distinct cast("customer_id" as varchar) as identity
  from "warehouse"."main"."aud_tier"
  where cast("audience" as varchar) = cast($2 as varchar)
) as d on d.identity = k.identity;
