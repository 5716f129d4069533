select max(plan_no) as plan_no
from "tierline"."plans"
where sync = cast($1 as text) and state = 'drafted' and fence = cast($2 as bigint);
