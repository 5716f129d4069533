select members.customer_id as id, count(*) as count_rows
from (
  select customer_id, min(occurred_at) as joined_at
  from staging.statuses as t
  where status = 'active' and customer_id is not null and occurred_at <= case when right('2024-06-30T12:00:00Z', 1) = 'Z' then try_cast(case when length(left('2024-06-30T12:00:00Z', -1)) = 16 then concat(left('2024-06-30T12:00:00Z', -1), ':00') else left('2024-06-30T12:00:00Z', -1) end as timestamp)
    when regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$') = '' then try_cast(case when length('2024-06-30T12:00:00Z') = 16 then concat('2024-06-30T12:00:00Z', ':00') else '2024-06-30T12:00:00Z' end as timestamp)
    else try_cast(case when length(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$')))) = 16 then concat(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))), ':00') else left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))) end as timestamp) - to_minutes(cast(case when left(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer)) as bigint)) end
  group by customer_id
) as members
inner join (
  select customer_id, amount, currency, occurred_at from staging.charges as c
  union all
  select customer_id, amount, currency, occurred_at from staging.returns as r
) as entries on entries.customer_id = members.customer_id
where entries.occurred_at > members.joined_at
  and entries.occurred_at > case when right('2023-07-01T12:00:00.000Z', 1) = 'Z' then try_cast(case when length(left('2023-07-01T12:00:00.000Z', -1)) = 16 then concat(left('2023-07-01T12:00:00.000Z', -1), ':00') else left('2023-07-01T12:00:00.000Z', -1) end as timestamp)
    when regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$') = '' then try_cast(case when length('2023-07-01T12:00:00.000Z') = 16 then concat('2023-07-01T12:00:00.000Z', ':00') else '2023-07-01T12:00:00.000Z' end as timestamp)
    else try_cast(case when length(left('2023-07-01T12:00:00.000Z', -length(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$')))) = 16 then concat(left('2023-07-01T12:00:00.000Z', -length(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))), ':00') else left('2023-07-01T12:00:00.000Z', -length(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))) end as timestamp) - to_minutes(cast(case when left(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(regexp_extract('2023-07-01T12:00:00.000Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer)) as bigint)) end
  and entries.occurred_at <= case when right('2024-06-30T12:00:00Z', 1) = 'Z' then try_cast(case when length(left('2024-06-30T12:00:00Z', -1)) = 16 then concat(left('2024-06-30T12:00:00Z', -1), ':00') else left('2024-06-30T12:00:00Z', -1) end as timestamp)
    when regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$') = '' then try_cast(case when length('2024-06-30T12:00:00Z') = 16 then concat('2024-06-30T12:00:00Z', ':00') else '2024-06-30T12:00:00Z' end as timestamp)
    else try_cast(case when length(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$')))) = 16 then concat(left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))), ':00') else left('2024-06-30T12:00:00Z', -length(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'))) end as timestamp) - to_minutes(cast(case when left(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), 1) = '-' then -1 else 1 end
    * (60 * cast(left(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer) + cast(right(rpad(replace(right(regexp_extract('2024-06-30T12:00:00Z', '[+-][0-9]{2}(:?[0-9]{2})?$'), -1), ':', ''), 4, '0'), 2) as integer)) as bigint)) end
  and not (entries.amount is null or entries.amount < 0) and upper(case when ascii(entries.currency) between 33 and 126 and ascii(right(entries.currency, 1)) between 33 and 126 then entries.currency else trim(entries.currency, url_decode('%09%0A%0B%0C%0D%20%C2%A0%E1%9A%80%E2%80%80%E2%80%81%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80%EF%BB%BF')) end) <> 'PLN'
group by members.customer_id;
