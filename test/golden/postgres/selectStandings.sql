with lists as (
  select model, holdout_seed, holdout_buckets from (select * from json_to_recordset(cast($1 as json)) as records ("model" text, "holdout_seed" text, "holdout_buckets" bigint)) as r
),
members_read as (
  select coalesce(cast("customer_id" as text), '') as identity,
    coalesce(lower(btrim(cast("email" as text), E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')), '') as address,
    coalesce(cast("reason_code" as text) = 'DATA_ERROR', false) as is_data_error,
    coalesce("email_consent", false) as has_consent,
    coalesce(cast("tier_name" as text), '') as property_1,
    coalesce(case when "balance" >= 0 then left(cast("balance" as text), length(cast("balance" as text)) - 2) else cast(cast(floor(cast("balance" as decimal(38, 4)) * cast(100 as decimal(3, 0))) as decimal(36, 0)) * cast('0.01' as decimal(2, 2)) as text) end, '') as property_2
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
),
members_examined as (
  select m.identity,
    case when i.member_id is not null or a.address is not null then 'suppressed' when not m.has_consent then 'no_consent' end as block_reason
  from members_read as m
  left join suppressed_members as i on i.member_id = btrim(m.identity, E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')
  left join suppressed_addresses as a on a.address = m.address
),
audience_rows as (
  select cast($2 as text) as model, cast("audience" as text) as audience, coalesce(cast("customer_id" as text), '') as identity
  from "warehouse"."main"."aud_tier"
),
audience_members as (
  select model, identity, min(audience) as audience
  from audience_rows
  where identity <> ''
  group by model, identity
),
wanted as (
  select a.model, a.audience, a.identity, min(case when e.block_reason is not null then e.block_reason when i.member_id is not null then 'suppressed' when e.identity is null then 'no_consent' when coalesce((with recursive split as (select string_to_array(cast((with recursive split as (select string_to_array(p.holdout_seed || a.identity, null) as letters),
    folded (position, hash, point) as (
      select 1, cast(2166136261 as bigint), cast(ascii(letters[1]) as bigint) from split where letters is not null
      union all
      select position + 1, case when point < 65536 then (((hash # point) * 16777619) % 4294967296) else ((((((hash # (55232 + (point >> 10))) * 16777619) % 4294967296) # (56320 + (point & 1023))) * 16777619) % 4294967296) end,
        cast(ascii(letters[position + 1]) as bigint)
      from folded cross join split
      where point is not null
    )
    select hash from folded where point is null) as text), null) as letters),
    folded (position, hash, point) as (
      select 1, cast(2166136261 as bigint), cast(ascii(letters[1]) as bigint) from split where letters is not null
      union all
      select position + 1, case when point < 65536 then (((hash # point) * 16777619) % 4294967296) else ((((((hash # (55232 + (point >> 10))) * 16777619) % 4294967296) # (56320 + (point & 1023))) * 16777619) % 4294967296) end,
        cast(ascii(letters[position + 1]) as bigint)
      from folded cross join split
      where point is not null
    )
    select hash from folded where point is null) % 10000 < p.holdout_buckets, false) then 'held_out' end) as reason
  from audience_members as a
  inner join lists as p on p.model = a.model
  left join members_examined as e on e.identity = a.identity
  left join suppressed_members as i on i.member_id = btrim(a.identity, E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')
  group by a.model, a.audience, a.identity
),
asked as (
  select identity from (select * from json_to_recordset(cast($3 as json)) as records ("identity" text)) as r
)
select w.identity, w.audience, w.reason
from wanted as w
inner join asked as k on k.identity = w.identity
where w.model = cast($4 as text) and w.audience is not null
order by w.identity;
