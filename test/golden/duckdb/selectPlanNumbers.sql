select coalesce(max(plan_no), 0) + 1 as next_plan_no,
  coalesce(max(case when state = 'closed' and sync = cast($1 as varchar) then plan_no end), 0) as last_closed_plan_no
from "tierline"."plans";
