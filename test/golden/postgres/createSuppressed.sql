create table "tierline"."suppressed_gold_1" as
with members_read as (
  select coalesce(cast("customer_id" as text), '') as identity, coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), '') as address, coalesce(cast("reason_code" as text) = 'DATA_ERROR', false) as is_data_error, coalesce("email_consent", false) as has_consent
  from "warehouse"."main"."aud_members"
),
suppressions as (
  select coalesce(btrim(cast("customer_id" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'), '') as member_id, coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), '') as address
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
  inner join suppressed_members as i on i.member_id = btrim(m.identity, E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')
  where m.address <> ''
)
select md5(address) as address_hash
from suppressed_addresses;

create table "tierline"."suppressed_gold_2" as
select cast(null as text) as address_hash
from (select 1 as one) as nothing
where one = 0;
