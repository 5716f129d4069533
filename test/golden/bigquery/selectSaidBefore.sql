with owned as (
  select place_no, kind, account_id, list_id from `tierline`.`places` where sync = cast(@p1 as string) and released_at_ms is null
)
select place_no, max(said_at_ms) as said_at_ms
from (
  select o.place_no, r.last_said_at_ms as said_at_ms
  from owned as o
  inner join `tierline`.`places` as r on r.account_id = o.account_id and r.kind = o.kind
  where r.released_at_ms is not null and (o.kind = 'contact' or r.list_id = o.list_id)
  union all
  select o.place_no, s.begun_anew_at_ms
  from owned as o
  cross join `tierline`.`state` as s
) as said
group by place_no
order by place_no;
