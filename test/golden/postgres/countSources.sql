select count(*) as row_count, count(distinct nullif(cast("customer_id" as text), '')) as key_count, 0 as unmatched_count
from "warehouse"."main"."aud_members";

with suppressions as (select coalesce(btrim(cast("customer_id" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'), '') as member_id, coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), '') as address from "warehouse"."main"."aud_suppressed"),
matched_ids as (
  select distinct s.member_id
  from suppressions as s
  inner join (select coalesce(btrim(cast("customer_id" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'), '') as member_id from "warehouse"."main"."aud_members") as m on m.member_id = s.member_id
  where s.member_id <> ''
),
matched_addresses as (
  select distinct s.address
  from suppressions as s
  inner join (select coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), '') as address from "warehouse"."main"."aud_members") as m on m.address = s.address
  where s.address <> ''
)
select count(*) as row_count, count(nullif(s.member_id || s.address, '')) as key_count,
  count(case when s.member_id || s.address <> '' and i.member_id is null and a.address is null then 1 end) as unmatched_count
from suppressions as s
left join matched_ids as i on i.member_id = s.member_id
left join matched_addresses as a on a.address = s.address;

select count(*) as row_count, count(distinct nullif(cast("customer_id" as text), '')) as key_count, 0 as unmatched_count
from "warehouse"."main"."aud_tier";
