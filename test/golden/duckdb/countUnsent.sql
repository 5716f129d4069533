select place_no, class, reason, count(*) as row_count
from (
  select place_no, class, reason
  from "tierline"."unsent_gold_1"
  union all
  select p.place_no, a.outcome, coalesce(a.reason, '')
  from "tierline"."plan_gold_1" as p
  inner join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($1 as bigint)) as a on a.ordinal = p.ordinal
  where p.is_called and a.outcome in ('refused', 'withheld')
) as not_sent
group by place_no, class, reason
order by place_no, class, reason;
