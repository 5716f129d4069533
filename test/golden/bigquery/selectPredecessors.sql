select min(after_ordinal) as first_ordinal, max(after_ordinal) as last_ordinal
from `tierline`.`plan_gold_1`
where ordinal > cast(@p1 as int64) and ordinal <= cast(@p2 as int64);
