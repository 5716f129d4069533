select n.place_no, n.class, n.reason, count(*) as row_count,
  min(s.said_at_ms) as first_said_at_ms, max(s.said_at_ms) as last_said_at_ms,
  sum(case when n.class = 'waiting' and n.reason = 'cool_down' and s.said_at_ms is null then 1 else 0 end) as untold_count
from (
  select place_no, identity, class, reason
  from `tierline`.`unsent_gold_1`
  union all
  select p.place_no, p.identity, a.outcome, coalesce(a.reason, '')
  from `tierline`.`plan_gold_1` as p
  inner join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p1 as int64)) as a on a.ordinal = p.ordinal
  where p.is_called and a.outcome in ('refused', 'withheld')
) as n
left join `tierline`.`synced_gold` as s on s.place_no = case when n.class = 'waiting' and n.reason = 'cool_down' then n.place_no end and s.identity = n.identity
group by n.place_no, n.class, n.reason
order by n.place_no, n.class, n.reason;
