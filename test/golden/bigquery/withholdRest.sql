insert into `tierline`.`receipts` (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast(@p1 as int64), p.ordinal, 'withheld', cast(@p2 as string), cast(null as string), cast(null as string), cast(null as string), cast(@p3 as int64), cast(@p4 as int64)
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p5 as int64)) as a on a.ordinal = p.ordinal
where p.is_called and a.ordinal is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p6 as string) and fence = cast(@p7 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p8 as int64) and sync = cast(@p9 as string) and state = 'applying');
