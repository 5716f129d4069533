select p.ordinal, p.wave, p.place_no, p.op, p.identity, p.address, p.is_address_changed, nullif(p.member_key, p.identity) as member_key, case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end as record_id, p.property_1, p.property_2, p.is_called, p.note, a.outcome, a.reason,
  case when p.op <> 'leave' then l.place_no when e.place_no is not null then p.place_no end as move_from_place_no,
  case when p.op = 'leave' then e.place_no when l.place_no is not null then p.place_no end as move_to_place_no
from (
  select p.* from `tierline`.`plan_gold_1` as p
where p.place_no = cast(@p1 as int64) and p.op = cast(@p2 as string)
  order by p.ordinal
  limit 20
) as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p3 as int64)) as a on a.ordinal = p.ordinal
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p4 as int64)) as b on b.ordinal = p.after_ordinal
left join `tierline`.`plan_gold_1` as e on e.ordinal = p.after_ordinal
left join (
  select after_ordinal, min(place_no) as place_no from `tierline`.`plan_gold_1` where op = 'leave' and after_ordinal is not null group by after_ordinal
) as l on l.after_ordinal = p.ordinal
order by p.ordinal;

select p.ordinal, p.wave, p.place_no, p.op, p.identity, p.address, p.is_address_changed, nullif(p.member_key, p.identity) as member_key, case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end as record_id, p.property_1, p.property_2, p.is_called, p.note, a.outcome, a.reason,
  case when p.op <> 'leave' then l.place_no when e.place_no is not null then p.place_no end as move_from_place_no,
  case when p.op = 'leave' then e.place_no when l.place_no is not null then p.place_no end as move_to_place_no
from (
  select p.* from `tierline`.`plan_gold_1` as p
where p.op = 'leave' and p.place_no = cast(@p1 as int64) and p.after_ordinal in (select ordinal from `tierline`.`plan_gold_1` where place_no = cast(@p2 as int64))
  order by p.ordinal
  limit 2
) as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p3 as int64)) as a on a.ordinal = p.ordinal
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p4 as int64)) as b on b.ordinal = p.after_ordinal
left join `tierline`.`plan_gold_1` as e on e.ordinal = p.after_ordinal
left join (
  select after_ordinal, min(place_no) as place_no from `tierline`.`plan_gold_1` where op = 'leave' and after_ordinal is not null group by after_ordinal
) as l on l.after_ordinal = p.ordinal
order by p.ordinal;
