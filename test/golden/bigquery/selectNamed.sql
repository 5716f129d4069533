with lists as (
  select model, holdout_seed, holdout_buckets from (select json_value(record, '$."model"') as `model`, json_value(record, '$."holdout_seed"') as `holdout_seed`, cast(json_value(record, '$."holdout_buckets"') as int64) as `holdout_buckets` from unnest(json_query_array(@p1)) as record) as r
),
members_read as (
  select coalesce(cast(`customer_id` as string), '') as identity,
    coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address,
    coalesce(cast(`reason_code` as string) = 'DATA_ERROR', false) as is_data_error,
    coalesce(`email_consent`, false) as has_consent,
    coalesce(cast(`tier_name` as string), '') as property_1,
    coalesce(format('%.2f', floor(cast(`balance` as bignumeric) * 100) * cast('0.01' as bignumeric)), '') as property_2
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
audience_rows as (
  select cast(@p2 as string) as model, cast(`audience` as string) as audience, coalesce(cast(`customer_id` as string), '') as identity
  from `warehouse`.`main`.`aud_tier`
),
audience_members as (
  select model, identity, min(audience) as audience
  from audience_rows
  where identity <> ''
  group by model, identity
),
wanted as (
  select a.model, a.audience, a.identity, min(case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce(cast(tierline_fnv1a(cast(cast(tierline_fnv1a(p.holdout_seed || a.identity) as int64) as string)) as int64) % 10000 < p.holdout_buckets, false) then 'held_out' end) as reason
  from audience_members as a
  inner join lists as p on p.model = a.model
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = trim(a.identity, code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))
  group by a.model, a.audience, a.identity
),
addresses as (
  select identity, max(address) as address from members_read where identity <> '' group by identity
)
select w.identity, w.reason, coalesce(m.address, '') <> '' as has_address
from wanted as w
left join addresses as m on m.identity = w.identity
where w.model = cast(@p3 as string) and w.audience = cast(@p4 as string)
order by w.identity;
