select count(*) as row_count, count(distinct nullif(cast(`customer_id` as string), '')) as key_count, 0 as unmatched_count
from `warehouse`.`main`.`aud_members`;

with suppressions as (select coalesce(trim(cast(`customer_id` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279])), '') as member_id, coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address from `warehouse`.`main`.`aud_suppressed`),
matched_ids as (
  select distinct s.member_id
  from suppressions as s
  inner join (select coalesce(trim(cast(`customer_id` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279])), '') as member_id from `warehouse`.`main`.`aud_members`) as m on m.member_id = s.member_id
  where s.member_id <> ''
),
matched_addresses as (
  select distinct s.address
  from suppressions as s
  inner join (select coalesce(lower(trim(cast(`email` as string), code_points_to_string([9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288, 65279]))), '') as address from `warehouse`.`main`.`aud_members`) as m on m.address = s.address
  where s.address <> ''
)
select count(*) as row_count, count(nullif(s.member_id || s.address, '')) as key_count,
  count(case when s.member_id || s.address <> '' and i.member_id is null and a.address is null then 1 end) as unmatched_count
from suppressions as s
left join matched_ids as i on i.member_id = s.member_id
left join matched_addresses as a on a.address = s.address;

select count(*) as row_count, count(distinct nullif(cast(`customer_id` as string), '')) as key_count, 0 as unmatched_count
from `warehouse`.`main`.`aud_tier`;
