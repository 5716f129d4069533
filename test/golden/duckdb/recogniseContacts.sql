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
),
listed as (
  select distinct cast("customer_id" as varchar) as identity
  from "warehouse"."main"."aud_tier"
  where cast("audience" as varchar) = cast($2 as varchar)
),
wanted as (
  select identity from listed
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join wanted as d on d.identity = k.identity;

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
),
listed as (
  select distinct cast("customer_id" as varchar) as identity
  from "warehouse"."main"."aud_tier"
  where cast("audience" as varchar) = cast($2 as varchar)
),
members_read as (
  select coalesce(cast("customer_id" as varchar), '') as identity, coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address, coalesce(cast("reason_code" as varchar) = 'DATA_ERROR', false) as is_data_error, coalesce("email_consent", false) as has_consent, coalesce(cast("tier_name" as varchar), '') as property_1, coalesce(case when "balance" >= 0 then left(cast("balance" as varchar), length(cast("balance" as varchar)) - 2) else cast(cast(floor(cast("balance" as decimal(38, 4)) * cast(100 as decimal(3, 0))) as decimal(36, 0)) * cast('0.01' as decimal(2, 2)) as varchar) end, '') as property_2
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
),
members_examined as (
  select m.identity,
    case when i.member_id is not null or a.address is not null then 'suppressed' when not m.has_consent then 'no_consent' end as block_reason
  from members_read as m
  left join suppressed_members as i on i.member_id = case when ascii(m.identity) between 33 and 126 and ascii(right(m.identity, 1)) between 33 and 126 then m.identity else trim(m.identity, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end
  left join suppressed_addresses as a on a.address = m.address
),
planned_list as (
  select cast($3 as varchar) as holdout_seed, cast($4 as bigint) as holdout_buckets
),
wanted as (
  select identity
  from (select a.identity, case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce(case when cast(case when p.holdout_seed || a.identity = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(p.holdout_seed || a.identity, ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end as varchar) = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(cast(case when p.holdout_seed || a.identity = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(p.holdout_seed || a.identity, ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end as varchar), ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end % 10000 < p.holdout_buckets, false) then 'held_out' end as reason from listed as a cross join planned_list as p
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = case when ascii(a.identity) between 33 and 126 and ascii(right(a.identity, 1)) between 33 and 126 then a.identity else trim(a.identity, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end) as r
  where reason is null
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join wanted as d on d.identity = k.identity;
