select 1 as found
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason from `tierline`.`receipts` where plan_no = cast(@p1 as int64)) as r on r.ordinal = p.ordinal
where p.is_called
  and (r.ordinal is null or r.outcome = 'unsettled' or r.outcome = 'withheld' and coalesce(r.reason, '') <> 'predecessor')
union all
select 1
from `tierline`.`unsent_gold_1`
where class = 'waiting'
limit 1;
