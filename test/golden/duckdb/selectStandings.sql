with lists as (
  select model, holdout_seed, holdout_buckets from (select unnest(from_json($1, '[{"model":"varchar","holdout_seed":"varchar","holdout_buckets":"bigint"}]'), recursive := true)) as r
),
members_read as (
  select coalesce(cast("customer_id" as varchar), '') as identity,
    coalesce(lower(case when ascii(cast("email" as varchar)) between 33 and 126 and ascii(right(cast("email" as varchar), 1)) between 33 and 126 then cast("email" as varchar) else trim(cast("email" as varchar), url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end), '') as address,
    coalesce(cast("reason_code" as varchar) = 'DATA_ERROR', false) as is_data_error,
    coalesce("email_consent", false) as has_consent,
    coalesce(cast("tier_name" as varchar), '') as property_1,
    coalesce(case when "balance" >= 0 then left(cast("balance" as varchar), length(cast("balance" as varchar)) - 2) else cast(cast(floor(cast("balance" as decimal(38, 4)) * cast(100 as decimal(3, 0))) as decimal(36, 0)) * cast('0.01' as decimal(2, 2)) as varchar) end, '') as property_2
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
audience_rows as (
  select cast($2 as varchar) as model, cast("audience" as varchar) as audience, coalesce(cast("customer_id" as varchar), '') as identity
  from "warehouse"."main"."aud_tier"
),
audience_members as (
  select model, identity, min(audience) as audience
  from audience_rows
  where identity <> ''
  group by model, identity
),
wanted as (
  select a.model, a.audience, a.identity, min(case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce(case when cast(case when p.holdout_seed || a.identity = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(p.holdout_seed || a.identity, ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end as varchar) = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(cast(case when p.holdout_seed || a.identity = '' then cast(2166136261 as bigint) else list_reduce(list_transform(string_split(p.holdout_seed || a.identity, ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end as varchar), ''), lambda letter: cast(unicode(letter) as bigint)), lambda hash, point: case when point < 65536 then ((xor(hash, point) * 16777619) % 4294967296) else ((xor(((xor(hash, (55232 + (point >> 10))) * 16777619) % 4294967296), (56320 + (point & 1023))) * 16777619) % 4294967296) end, cast(2166136261 as bigint)) end % 10000 < p.holdout_buckets, false) then 'held_out' end) as reason
  from audience_members as a
  inner join lists as p on p.model = a.model
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = case when ascii(a.identity) between 33 and 126 and ascii(right(a.identity, 1)) between 33 and 126 then a.identity else trim(a.identity, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end
  group by a.model, a.audience, a.identity
),
asked as (
  select identity from (select unnest(from_json($3, '[{"identity":"varchar"}]'), recursive := true)) as r
)
select w.identity, w.audience, w.reason
from wanted as w
inner join asked as k on k.identity = w.identity
where w.model = cast($4 as varchar) and w.audience is not null
order by w.identity;
