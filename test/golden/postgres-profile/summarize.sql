select count(*) as count_rows,
  count(distinct event_id) as count_keys,
  count(*) - count("event_id") as null_event_id,
  count(*) - count("customer_id") as null_customer_id,
  count(*) - count("amount") as null_amount,
  count(*) - count("currency") as null_currency,
  count(*) - count("occurred_at") as null_occurred_at,
  count(*) - count("order_id") as null_order_id,
  count(*) - count("channel") as null_channel,
  count(*) - count("margin_amount") as null_margin_amount,
  min(occurred_at) as first_at,
  max(occurred_at) as last_at,
  count(case when occurred_at = cast(cast(occurred_at as date) as timestamp) then 1 end) as count_midnight,
  count(case when occurred_at > case when not (cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) between 1 and 12 and cast(substr('2024-06-30T12:00:00Z', 9, 2) as integer) between 1 and case when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) in (4, 6, 9, 11) then 30 when cast(substr('2024-06-30T12:00:00Z', 6, 2) as integer) <> 2 then 31
      when cast(left('2024-06-30T12:00:00Z', 4) as integer) % 4 = 0 and (cast(left('2024-06-30T12:00:00Z', 4) as integer) % 100 <> 0 or cast(left('2024-06-30T12:00:00Z', 4) as integer) % 400 = 0) then 29 else 28 end) then null
    when right('2024-06-30T12:00:00Z', 1) = 'Z' then cast(left('2024-06-30T12:00:00Z', -1) as timestamp)
    when '2024-06-30T12:00:00Z' !~ '[T ].*[+-][0-9]{2}(:?[0-9]{2})?$' then cast('2024-06-30T12:00:00Z' as timestamp)
    else cast(left('2024-06-30T12:00:00Z', -length(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'))) as timestamp) - (case when left(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(substring('2024-06-30T12:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer))) * interval '1 minute' end then 1 end) as count_future,
  count(case when occurred_at < case when not (cast(substr('1990-01-01T00:00:00Z', 6, 2) as integer) between 1 and 12 and cast(substr('1990-01-01T00:00:00Z', 9, 2) as integer) between 1 and case when cast(substr('1990-01-01T00:00:00Z', 6, 2) as integer) in (4, 6, 9, 11) then 30 when cast(substr('1990-01-01T00:00:00Z', 6, 2) as integer) <> 2 then 31
      when cast(left('1990-01-01T00:00:00Z', 4) as integer) % 4 = 0 and (cast(left('1990-01-01T00:00:00Z', 4) as integer) % 100 <> 0 or cast(left('1990-01-01T00:00:00Z', 4) as integer) % 400 = 0) then 29 else 28 end) then null
    when right('1990-01-01T00:00:00Z', 1) = 'Z' then cast(left('1990-01-01T00:00:00Z', -1) as timestamp)
    when '1990-01-01T00:00:00Z' !~ '[T ].*[+-][0-9]{2}(:?[0-9]{2})?$' then cast('1990-01-01T00:00:00Z' as timestamp)
    else cast(left('1990-01-01T00:00:00Z', -length(substring('1990-01-01T00:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'))) as timestamp) - (case when left(substring('1990-01-01T00:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(substring('1990-01-01T00:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(substring('1990-01-01T00:00:00Z' from '(?:[+-][0-9]{2})(?::?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer))) * interval '1 minute' end then 1 end) as count_early
from staging.charges as t;
