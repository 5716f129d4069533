select m.plan_no, l.name, m.op, r.outcome, r.reason, r.at_ms, count(*) over () as total
from (
  select cast(@p1 as int64) as plan_no, ordinal, place_no, op from `tierline`.`plan_gold_1` where member_key = cast(@p2 as string)
  union all
  select cast(@p3 as int64) as plan_no, ordinal, place_no, op from `tierline`.`plan_gold_1` where member_key = cast(@p4 as string)
) as m
inner join `tierline`.`receipts` as r on r.plan_no = m.plan_no and r.ordinal = m.ordinal
inner join `tierline`.`places` as l on l.place_no = m.place_no
order by m.plan_no desc, m.ordinal desc
limit 50;
