with unsent as (
  select place_no, coalesce(max(case when class in ('waiting', 'refused') then reason end), max(reason)) as reason
  from `tierline`.`unsent_gold_1`
  where identity = cast(@p1 as string)
  group by place_no
),
planned as (
  select p.place_no, p.op, coalesce(p.note, a.reason) as reason, a.outcome
  from `tierline`.`plan_gold_1` as p
  left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p2 as int64)) as a on a.ordinal = p.ordinal
  where p.identity = cast(@p3 as string)
)
select coalesce(p.place_no, u.place_no) as place_no, p.op, coalesce(p.reason, u.reason) as reason, p.outcome
from planned as p
full outer join unsent as u on u.place_no = p.place_no;
