insert into `tierline`.`outcomes` (plan_no, sync, place_no, op, outcome, reason, row_count, closed_at_ms)
select cast(@p1 as int64), cast(@p2 as string), r.place_no, r.op, r.outcome, r.reason, count(*), cast(@p3 as int64)
from (
  select p.place_no, p.op, case when p.is_called then coalesce(a.outcome, 'unsettled') else 'accepted' end as outcome,
    case when not p.is_called then p.note when a.outcome is null then 'no_receipt' else a.reason end as reason
  from `tierline`.`plan_gold_1` as p
  left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p4 as int64)) as a on a.ordinal = p.ordinal
) as r
where exists (select 1 from `tierline`.`leases` where sync = cast(@p5 as string) and fence = cast(@p6 as int64))
  and exists (select 1 from `tierline`.`plans` where plan_no = cast(@p7 as int64) and sync = cast(@p8 as string) and state = 'applying')
group by r.place_no, r.op, r.outcome, r.reason;
