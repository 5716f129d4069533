delete from "tierline"."synced_gold"
where said_op = 'leave' and is_settled and said_at_ms <= cast($1 as bigint)
  and exists (select 1 from "tierline"."leases" where sync = cast($2 as text) and fence = cast($3 as bigint) for update);
