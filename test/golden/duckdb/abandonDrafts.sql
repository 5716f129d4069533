update "tierline"."plans"
set state = 'abandoned'
where sync = cast($1 as varchar) and state = 'drafted' and fence < cast($2 as bigint)
  and made_at_ms < cast($3 as bigint)
  and exists (select 1 from "tierline"."leases" where sync = cast($4 as varchar) and fence = cast($5 as bigint));
