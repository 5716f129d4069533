with lists as (
  select model, holdout_seed, holdout_buckets from (select json_value(record, '$."model"') as `model`, json_value(record, '$."holdout_seed"') as `holdout_seed`, cast(json_value(record, '$."holdout_buckets"') as int64) as `holdout_buckets` from unnest(json_query_array(@p1)) as record) as r
),
members_read as (
  select coalesce(cast(`customer_id` as string), '') as identity,
    coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address,
    coalesce(cast(`reason_code` as string) = 'DATA_ERROR', false) as is_data_error,
    coalesce(cast(`tier_name` as string), '') as property_1,
    coalesce(format('%.2f', floor(cast(`balance` as bignumeric) * 100) * cast('0.01' as bignumeric)), '') as property_2
  from `warehouse`.`main`.`aud_members`
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
  select a.model, a.audience, a.identity, min(cast(null as string)) as reason
  from audience_members as a
  inner join lists as p on p.model = a.model
  group by a.model, a.audience, a.identity
),
addresses as (
  select identity, max(address) as address from members_read where identity <> '' group by identity
),
matched as (
  select distinct member_key
  from `tierline`.`synced_gold` as said
  where (said_op <> 'leave' or not is_settled) and record_id is not null and place_no = cast(@p3 as int64)
),
listed as (
  select place_no, member_key
  from `tierline`.`synced_gold` as said
  where (said_op <> 'leave' or not is_settled)
),
places as (
  select place_no, model, audience from (select cast(json_value(record, '$."place_no"') as int64) as `place_no`, json_value(record, '$."model"') as `model`, json_value(record, '$."audience"') as `audience` from unnest(json_query_array(@p4)) as record) as r
),
on_lists as (
  select distinct p.model, p.audience, l.member_key
  from places as p
  inner join listed as l on l.place_no = p.place_no
),
wanted_judged as (
  select w.model, w.audience, w.reason,
    case when w.reason is null then 1 else 0 end as is_sendable,
    case when w.reason is null and coalesce(m.address, '') <> '' then 1 else 0 end as is_addressed,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null then 1 else 0 end as is_matched,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null and l.member_key is not null then 1 else 0 end as is_listed
  from wanted as w
  left join addresses as m on m.identity = w.identity
  left join matched as c on c.member_key = w.identity
  left join on_lists as l on l.model = w.model and l.audience = w.audience and l.member_key = w.identity
)
select model, audience, count(*) as named_count, cast(sum(case when reason = 'suppressed' then 1 else 0 end) as int64) as suppressed_count,
  cast(sum(case when reason = 'no_consent' then 1 else 0 end) as int64) as no_consent_count, cast(sum(case when reason = 'held_out' then 1 else 0 end) as int64) as held_out_count,
  cast(sum(is_sendable) as int64) as sendable_count, cast(sum(is_addressed) as int64) as addressed_count,
  cast(sum(is_matched) as int64) as matched_count, cast(sum(is_listed) as int64) as listed_count
from wanted_judged
group by model, audience
order by model, audience;

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
),
matched as (
  select distinct member_key
  from (select cast(0 as int64) as place_no, '' as member_key, '' as record_id, 'leave' as said_op, true as is_settled) as said
  where (said_op <> 'leave' or not is_settled) and record_id is not null and place_no = cast(@p3 as int64)
),
listed as (
  select place_no, member_key
  from (select cast(0 as int64) as place_no, '' as member_key, '' as record_id, 'leave' as said_op, true as is_settled) as said
  where (said_op <> 'leave' or not is_settled)
),
places as (
  select place_no, model, audience from (select cast(json_value(record, '$."place_no"') as int64) as `place_no`, json_value(record, '$."model"') as `model`, json_value(record, '$."audience"') as `audience` from unnest(json_query_array(@p4)) as record) as r
),
on_lists as (
  select distinct p.model, p.audience, l.member_key
  from places as p
  inner join listed as l on l.place_no = p.place_no
),
wanted_judged as (
  select w.model, w.audience, w.reason,
    case when w.reason is null then 1 else 0 end as is_sendable,
    case when w.reason is null and coalesce(m.address, '') <> '' then 1 else 0 end as is_addressed,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null then 1 else 0 end as is_matched,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null and l.member_key is not null then 1 else 0 end as is_listed
  from wanted as w
  left join addresses as m on m.identity = w.identity
  left join matched as c on c.member_key = w.identity
  left join on_lists as l on l.model = w.model and l.audience = w.audience and l.member_key = w.identity
)
select model, audience, count(*) as named_count, cast(sum(case when reason = 'suppressed' then 1 else 0 end) as int64) as suppressed_count,
  cast(sum(case when reason = 'no_consent' then 1 else 0 end) as int64) as no_consent_count, cast(sum(case when reason = 'held_out' then 1 else 0 end) as int64) as held_out_count,
  cast(sum(is_sendable) as int64) as sendable_count, cast(sum(is_addressed) as int64) as addressed_count,
  cast(sum(is_matched) as int64) as matched_count, cast(sum(is_listed) as int64) as listed_count
from wanted_judged
group by model, audience
order by model, audience;
