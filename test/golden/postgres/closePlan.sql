update "tierline"."plans"
set state = 'closed', closed_at_ms = cast($1 as bigint)
where plan_no = cast($2 as bigint) and state <> 'closed'
  and exists (select 1 from "tierline"."leases" where sync = cast($3 as text) and fence = cast($4 as bigint) for update);
