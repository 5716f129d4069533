insert into `tierline`.`receipts` (plan_no, ordinal, outcome, reason, message, record_id, ticket, fence, at_ms)
select cast(@p1 as int64), p.ordinal, 'withheld', 'limit', cast(null as string), cast(null as string), cast(null as string), cast(@p2 as int64), cast(@p3 as int64)
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p4 as int64)) as a on a.ordinal = p.ordinal
left join (
  select distinct member_key from `tierline`.`plan_gold_1` where is_called order by member_key limit 100
) as m on m.member_key = p.member_key
where p.is_called and a.ordinal is null and m.member_key is null
  and exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p7 as int64) and sync = cast(@p8 as string) and state = 'applying');
