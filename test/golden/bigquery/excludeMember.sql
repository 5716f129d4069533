with asked as (
  select cast(@p1 as string) as identity
),
lists as (
  select model, holdout_seed, holdout_buckets from (select json_value(record, '$."model"') as `model`, json_value(record, '$."holdout_seed"') as `holdout_seed`, cast(json_value(record, '$."holdout_buckets"') as int64) as `holdout_buckets` from unnest(json_query_array(@p2)) as record) as r
),
members_read as (
  select coalesce(cast(`customer_id` as string), '') as identity, coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address, coalesce(cast(`reason_code` as string) = 'DATA_ERROR', false) as is_data_error, coalesce(`email_consent`, false) as has_consent
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
)
select cast(null as string) as model, max(e.block_reason) as reason
from asked as a
left join members_examined as e on e.identity = a.identity
union all
select p.model, max(case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce(cast(tierline_fnv1a(cast(cast(tierline_fnv1a(p.holdout_seed || a.identity) as int64) as string)) as int64) % 10000 < p.holdout_buckets, false) then 'held_out' end) as reason
from asked as a
cross join lists as p
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = trim(a.identity, code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))
group by p.model;
