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
  count(case when occurred_at > case when right('2024-06-30T12:00:00Z', 1) = 'Z' then try_cast(case when length(left('2024-06-30T12:00:00Z', -1)) = 16 then concat(left('2024-06-30T12:00:00Z', -1), ':00') else left('2024-06-30T12:00:00Z', -1) end as timestamp)
    when regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$') = '' then try_cast(case when length('2024-06-30T12:00:00Z') = 16 then concat('2024-06-30T12:00:00Z', ':00') else '2024-06-30T12:00:00Z' end as timestamp)
    else try_cast(case when length(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$')))) = 16 then concat(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))), ':00') else left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))) end as timestamp) - to_minutes(cast(case when left(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer)) as bigint)) end then 1 end) as count_future,
  count(case when occurred_at < case when right('1990-01-01T00:00:00Z', 1) = 'Z' then try_cast(case when length(left('1990-01-01T00:00:00Z', -1)) = 16 then concat(left('1990-01-01T00:00:00Z', -1), ':00') else left('1990-01-01T00:00:00Z', -1) end as timestamp)
    when regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$') = '' then try_cast(case when length('1990-01-01T00:00:00Z') = 16 then concat('1990-01-01T00:00:00Z', ':00') else '1990-01-01T00:00:00Z' end as timestamp)
    else try_cast(case when length(left('1990-01-01T00:00:00Z', -length(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$')))) = 16 then concat(left('1990-01-01T00:00:00Z', -length(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))), ':00') else left('1990-01-01T00:00:00Z', -length(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))) end as timestamp) - to_minutes(cast(case when left(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(regexp_extract('1990-01-01T00:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer)) as bigint)) end then 1 end) as count_early
from staging.charges as t;
