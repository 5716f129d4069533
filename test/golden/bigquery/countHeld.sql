select p.place_no, coalesce(s.live_count, 0) as live_count, coalesce(s.unsettled_count, 0) as unsettled_count,
  case when p.taken_at_ms is null then 0 else coalesce(k.kept_count, 0) end as kept_count,
  case when p.taken_at_ms is null then 0 else coalesce(b.kept_live_count, 0) end as kept_live_count
from `tierline`.`places` as p
left join (
  select place_no, count(*) as live_count, sum(case when is_settled then 0 else 1 end) as unsettled_count
  from `tierline`.`synced_gold` as said
  where said_op <> 'leave' or not is_settled
  group by place_no
) as s on s.place_no = p.place_no
left join (select place_no, count(distinct record_id) as kept_count from `tierline`.`kept` group by place_no) as k on k.place_no = p.place_no
left join (
  select k.place_no, count(distinct k.record_id) as kept_live_count
  from `tierline`.`kept` as k
  inner join `tierline`.`synced_gold` as s on s.place_no = k.place_no and s.record_id = k.record_id
  where s.said_op <> 'leave' or not s.is_settled
  group by k.place_no
) as b on b.place_no = p.place_no
where p.sync = cast(@p1 as string) and p.released_at_ms is null
order by p.place_no;
