with present as (
  select record_id, identity, address, acknowledged_as from (select json_value(record, '$."record_id"') as `record_id`, json_value(record, '$."identity"') as `identity`, json_value(record, '$."address"') as `address`, json_value(record, '$."acknowledged_as"') as `acknowledged_as` from unnest(json_query_array(@p1)) as record) as r
),
customers as (
  select cast(`customer_id` as string) as identity, lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))) as address from `warehouse`.`main`.`aud_members`
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
  select distinct cast(`customer_id` as string) as identity
  from `warehouse`.`main`.`aud_tier`
  where cast(`audience` as string) = cast(@p2 as string)
),
wanted as (
  select identity from listed
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join wanted as d on d.identity = k.identity;

with present as (
  select record_id, identity, address, acknowledged_as from (select json_value(record, '$."record_id"') as `record_id`, json_value(record, '$."identity"') as `identity`, json_value(record, '$."address"') as `address`, json_value(record, '$."acknowledged_as"') as `acknowledged_as` from unnest(json_query_array(@p1)) as record) as r
),
customers as (
  select cast(`customer_id` as string) as identity, lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))) as address from `warehouse`.`main`.`aud_members`
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
  select distinct cast(`customer_id` as string) as identity
  from `warehouse`.`main`.`aud_tier`
  where cast(`audience` as string) = cast(@p2 as string)
),
members_read as (
  select coalesce(cast(`customer_id` as string), '') as identity, coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address, coalesce(cast(`reason_code` as string) = 'DATA_ERROR', false) as is_data_error, coalesce(`email_consent`, false) as has_consent, coalesce(cast(`tier_name` as string), '') as property_1, coalesce(format('%.2f', floor(cast(`balance` as bignumeric) * 100) * cast('0.01' as bignumeric)), '') as property_2
  from `warehouse`.`main`.`aud_members`
),
suppressions as (
  select coalesce(trim(cast(`customer_id` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279])), '') as member_id, coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address
  from `warehouse`.`main`.`aud_suppressed`
),
suppressed_members as (
  select distinct member_id from suppressions where member_id <> ''
),
suppressed_addresses as (
  select address from suppressions where address <> ''
  union distinct
  select m.address
  from members_read as m
  inner join suppressed_members as i on i.member_id = trim(m.identity, code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))
  where m.address <> ''
),
members_examined as (
  select m.identity,
    case when i.member_id is not null or a.address is not null then 'suppressed' when not m.has_consent then 'no_consent' end as block_reason
  from members_read as m
  left join suppressed_members as i on i.member_id = trim(m.identity, code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))
  left join suppressed_addresses as a on a.address = m.address
),
planned_list as (
  select cast(@p3 as string) as holdout_seed, cast(@p4 as int64) as holdout_buckets
),
wanted as (
  select identity
  from (select a.identity, case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce(cast(tierline_fnv1a(cast(cast(tierline_fnv1a(p.holdout_seed || a.identity) as int64) as string)) as int64) % 10000 < p.holdout_buckets, false) then 'held_out' end as reason from listed as a cross join planned_list as p
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = trim(a.identity, code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))) as r
  where reason is null
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join wanted as d on d.identity = k.identity;
