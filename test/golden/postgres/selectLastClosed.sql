select (
    select coalesce(max(plan_no), 0) from "tierline"."plans" where sync = cast($1 as text) and state = 'closed'
  ) as last_closed_plan_no;
