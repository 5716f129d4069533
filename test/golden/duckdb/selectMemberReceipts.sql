select m.plan_no, l.name, m.op, r.outcome, r.reason, r.at_ms, count(*) over () as total
from (
  select cast($1 as bigint) as plan_no, ordinal, place_no, op from "tierline"."plan_gold_1" where member_key = cast($2 as varchar)
  union all
  select cast($3 as bigint) as plan_no, ordinal, place_no, op from "tierline"."plan_gold_1" where member_key = cast($4 as varchar)
) as m
inner join "tierline"."receipts" as r on r.plan_no = m.plan_no and r.ordinal = m.ordinal
inner join "tierline"."places" as l on l.place_no = m.place_no
order by m.plan_no desc, m.ordinal desc
limit 50;
