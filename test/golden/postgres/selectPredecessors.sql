select min(after_ordinal) as first_ordinal, max(after_ordinal) as last_ordinal
from "tierline"."plan_gold_1"
where ordinal > cast($1 as bigint) and ordinal <= cast($2 as bigint);
