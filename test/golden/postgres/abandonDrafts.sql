update "tierline"."plans"
set state = 'abandoned'
where sync = cast($1 as text) and state = 'drafted' and fence < cast($2 as bigint)
  and made_at_ms < cast($3 as bigint)
  and exists (select 1 from "tierline"."leases" where sync = cast($4 as text) and fence = cast($5 as bigint) for update);
