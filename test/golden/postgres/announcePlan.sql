update "tierline"."plans"
set state = 'applying', applying_at_ms = cast($1 as bigint), fence = cast($2 as bigint)
where plan_no = cast($3 as bigint) and state = 'planned'
  and definition_hash = cast($4 as text) and invocation_id = cast($5 as text)
  and made_at_ms >= cast($6 as bigint)
  and after_plan_no = (
    select coalesce(max(plan_no), 0) from "tierline"."plans" where sync = cast($7 as text) and state = 'closed'
  )
  and exists (select 1 from "tierline"."leases" where sync = cast($8 as text) and fence = cast($9 as bigint) for update);
