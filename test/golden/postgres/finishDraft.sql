update "tierline"."plans"
set state = 'planned', counts = cast($1 as json),
  after_plan_no = (
    select coalesce(max(plan_no), 0) from "tierline"."plans" where sync = cast($2 as text) and state = 'closed'
  )
where plan_no = cast($3 as bigint) and state = 'drafted' and fence = cast($4 as bigint)
  and exists (select 1 from "tierline"."leases" where sync = cast($5 as text) and fence = cast($6 as bigint) for update);
