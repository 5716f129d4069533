insert into "tierline"."synced_gold"
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
select cast($1 as bigint), c.identity, c.member_key, c.record_id, 'enter', 'member', 1, '',
  coalesce(b.said_at_ms, 0), true
from claims as c
left join (
with owned as (
  select place_no, kind, account_id, list_id from "tierline"."places" where sync = cast($2 as text) and released_at_ms is null
)
select place_no, max(said_at_ms) as said_at_ms
from (
  select o.place_no, r.last_said_at_ms as said_at_ms
  from owned as o
  inner join "tierline"."places" as r on r.account_id = o.account_id and r.kind = o.kind
  where r.released_at_ms is not null and (o.kind = 'contact' or r.list_id = o.list_id)
  union all
  select o.place_no, s.begun_anew_at_ms
  from owned as o
  cross join "tierline"."state" as s
) as said
group by place_no
) as b on b.place_no = cast($3 as bigint)
where exists (select 1 from "tierline"."leases" where sync = cast($4 as text) and fence = cast($5 as bigint) for update);
