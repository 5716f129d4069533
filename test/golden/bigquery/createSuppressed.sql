create table `tierline`.`suppressed_gold_1` as
with members_read as (
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
)
select to_hex(md5(address)) as address_hash
from suppressed_addresses;

create table `tierline`.`suppressed_gold_2` as
select cast(null as string) as address_hash
from (select 1 as one) as nothing
where one = 0;
