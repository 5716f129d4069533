select members.customer_id as id, count(*) as count_rows
from (
  select customer_id, min(occurred_at) as joined_at
  from staging.statuses as t
  where status = 'active' and customer_id is not null and occurred_at <= case when not (cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) between 1 and 12 and cast(substr('2024-06-30T12:00:00Z', 9, 2) as integer) between 1 and case when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) in (4, 6, 9, 11) then 30 when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) <> 2 then 31
      when cast(left('2024-06-30T12:00:00Z', 4) as integer) % 4 = 0 and (cast(left('2024-06-30T12:00:00Z', 4) as integer) % 100 <> 0 or cast(left('2024-06-30T12:00:00Z', 4) as integer) % 400 = 0) then 29 else 28 end) then null
    when right('2024-06-30T12:00:00Z', 1) = 'Z' then cast(left('2024-06-30T12:00:00Z', -1) as timestamp)
    when '2024-06-30T12:00:00Z' !~ '[T ].*[+-][0-9]{2}(:?[0-9]{2})?$' then cast('2024-06-30T12:00:00Z' as timestamp)
    else cast(left('2024-06-30T12:00:00Z', -length(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'))) as timestamp) - (case when left(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer))) * interval '1 minute' end
  group by customer_id
) as members
inner join (
  select customer_id, amount, currency, occurred_at from staging.charges as c
  union all
  select customer_id, amount, currency, occurred_at from staging.returns as r
) as entries on entries.customer_id = members.customer_id
where entries.occurred_at > members.joined_at
  and entries.occurred_at > case when not (cast(substr('2023-07-01T12:00:00.000Z', 6, 2) as integer) between 1 and 12 and cast(substr('2023-07-01T12:00:00.000Z', 9, 2) as integer) between 1 and case when cast(substr('2023-07-01T12:00:00.000Z', 6, 2) as integer) in (4, 6, 9, 11) then 30 when cast(substr('2023-07-01T12:00:00.000Z', 6, 2) as integer) <> 2 then 31
      when cast(left('2023-07-01T12:00:00.000Z', 4) as integer) % 4 = 0 and (cast(left('2023-07-01T12:00:00.000Z', 4) as integer) % 100 <> 0 or cast(left('2023-07-01T12:00:00.000Z', 4) as integer) % 400 = 0) then 29 else 28 end) then null
    when right('2023-07-01T12:00:00.000Z', 1) = 'Z' then cast(left('2023-07-01T12:00:00.000Z', -1) as timestamp)
    when '2023-07-01T12:00:00.000Z' !~ '[T ].*[+-][0-9]{2}(:?[0-9]{2})?$' then cast('2023-07-01T12:00:00.000Z' as timestamp)
    else cast(left('2023-07-01T12:00:00.000Z', -length(substring('2023-07-01T12:00:00.000Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'))) as timestamp) - (case when left(substring('2023-07-01T12:00:00.000Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(substring('2023-07-01T12:00:00.000Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(substring('2023-07-01T12:00:00.000Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer))) * interval '1 minute' end
  and entries.occurred_at <= case when not (cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) between 1 and 12 and cast(substr('2024-06-30T12:00:00Z', 9, 2) as integer) between 1 and case when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) in (4, 6, 9, 11) then 30 when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) <> 2 then 31
      when cast(left('2024-06-30T12:00:00Z', 4) as integer) % 4 = 0 and (cast(left('2024-06-30T12:00:00Z', 4) as integer) % 100 <> 0 or cast(left('2024-06-30T12:00:00Z', 4) as integer) % 400 = 0) then 29 else 28 end) then null
    when right('2024-06-30T12:00:00Z', 1) = 'Z' then cast(left('2024-06-30T12:00:00Z', -1) as timestamp)
    when '2024-06-30T12:00:00Z' !~ '[T ].*[+-][0-9]{2}(:?[0-9]{2})?$' then cast('2024-06-30T12:00:00Z' as timestamp)
    else cast(left('2024-06-30T12:00:00Z', -length(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'))) as timestamp) - (case when left(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer))) * interval '1 minute' end
  and not (entries.amount is null or entries.amount < 0) and upper(btrim(entries.currency, E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')) <> 'PLN'
group by members.customer_id;
