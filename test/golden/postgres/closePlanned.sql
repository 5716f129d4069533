update "tierline"."plans"
set state = 'closed', closed_at_ms = cast($1 as bigint)
where sync = cast($2 as text) and state = 'planned'
  and exists (select 1 from "tierline"."leases" where sync = cast($3 as text) and fence = cast($4 as bigint) for update);
