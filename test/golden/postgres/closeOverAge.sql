update "tierline"."plans"
set state = 'closed', closed_at_ms = made_at_ms + cast($1 as bigint)
where sync = cast($2 as text) and state = 'planned'
  and made_at_ms < cast($3 as bigint)
  and exists (select 1 from "tierline"."leases" where sync = cast($4 as text) and fence = cast($5 as bigint) for update);
