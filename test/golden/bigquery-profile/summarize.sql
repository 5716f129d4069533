select count(*) as count_rows,
  count(distinct event_id) as count_keys,
  count(*) - count(`event_id`) as null_event_id,
  count(*) - count(`customer_id`) as null_customer_id,
  count(*) - count(`amount`) as null_amount,
  count(*) - count(`currency`) as null_currency,
  count(*) - count(`occurred_at`) as null_occurred_at,
  count(*) - count(`order_id`) as null_order_id,
  count(*) - count(`channel`) as null_channel,
  count(*) - count(`margin_amount`) as null_margin_amount,
  min(occurred_at) as first_at,
  max(occurred_at) as last_at,
  count(case when occurred_at = cast(cast(occurred_at as date) as timestamp) then 1 end) as count_midnight,
  count(case when occurred_at > case when right('2024-06-30T12:00:00Z', 1) = 'Z' then safe_cast(concat(if(length(left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - 1)) = 16, concat(left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - 1), ':00'), left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - 1)), '+00:00') as timestamp)
    when regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)') is null then safe_cast(concat(if(length('2024-06-30T12:00:00Z') = 16, concat('2024-06-30T12:00:00Z', ':00'), '2024-06-30T12:00:00Z'), '+00:00') as timestamp)
    else timestamp_sub(safe_cast(concat(if(length(left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - length(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)')))) = 16, concat(left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - length(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'))), ':00'), left('2024-06-30T12:00:00Z', length('2024-06-30T12:00:00Z') - length(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)')))), '+00:00') as timestamp), interval (if(left(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 1) = '-', -1, 1) * (60 * cast(left(rpad(replace(substr(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 2), ':', ''), 4, '0'), 2) as int64) + cast(right(rpad(replace(substr(regexp_extract('2024-06-30T12:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 2), ':', ''), 4, '0'), 2) as int64))) minute) end then 1 end) as count_future,
  count(case when occurred_at < case when right('1990-01-01T00:00:00Z', 1) = 'Z' then safe_cast(concat(if(length(left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - 1)) = 16, concat(left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - 1), ':00'), left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - 1)), '+00:00') as timestamp)
    when regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)') is null then safe_cast(concat(if(length('1990-01-01T00:00:00Z') = 16, concat('1990-01-01T00:00:00Z', ':00'), '1990-01-01T00:00:00Z'), '+00:00') as timestamp)
    else timestamp_sub(safe_cast(concat(if(length(left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - length(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)')))) = 16, concat(left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - length(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'))), ':00'), left('1990-01-01T00:00:00Z', length('1990-01-01T00:00:00Z') - length(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)')))), '+00:00') as timestamp), interval (if(left(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 1) = '-', -1, 1) * (60 * cast(left(rpad(replace(substr(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 2), ':', ''), 4, '0'), 2) as int64) + cast(right(rpad(replace(substr(regexp_extract('1990-01-01T00:00:00Z', r'[T ].*([+-][0-9]{2}(?::?[0-9]{2})?$)'), 2), ':', ''), 4, '0'), 2) as int64))) minute) end then 1 end) as count_early
from staging.charges as t;
