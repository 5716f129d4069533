insert into `tierline`.`receipts` (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast(@p1 as int64), r.ordinal, r.outcome, r.reason, r.message, r.record_id, r.ticket, cast(@p2 as int64), cast(@p3 as int64)
from (select cast(json_value(record, '$."ordinal"') as int64) as `ordinal`, json_value(record, '$."outcome"') as `outcome`, json_value(record, '$."reason"') as `reason`, json_value(record, '$."message"') as `message`, json_value(record, '$."record_id"') as `record_id`, json_value(record, '$."ticket"') as `ticket` from unnest(json_query_array(@p4)) as record) as r
left join (
  select ordinal from `tierline`.`receipts`
  where plan_no = cast(@p5 as int64) and ordinal between cast(@p6 as int64) and cast(@p7 as int64)
) as a on a.ordinal = r.ordinal
where a.ordinal is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p8 as string) and fence = cast(@p9 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p10 as int64) and sync = cast(@p11 as string) and state = 'applying');
