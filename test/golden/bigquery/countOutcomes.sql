select case when not p.is_called then 'accepted' else coalesce(a.outcome, 'unsettled') end as outcome, count(*) as row_count
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p1 as int64)) as a on a.ordinal = p.ordinal
group by 1;
