select p.ordinal, p.wave, p.place_no, p.op, p.identity, p.address, p.is_address_changed, nullif(p.member_key, p.identity) as member_key, case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end as record_id, p.property_1, p.property_2, p.is_called, p.note, a.outcome, a.reason,
  case when p.op <> 'leave' then l.place_no when e.place_no is not null then p.place_no end as move_from_place_no,
  case when p.op = 'leave' then e.place_no when l.place_no is not null then p.place_no end as move_to_place_no
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p3 as int64)) as a on a.ordinal = p.ordinal and a.ordinal > cast(@p4 as int64) and a.ordinal <= cast(@p5 as int64)
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p6 as int64)) as b on b.ordinal = p.after_ordinal and b.ordinal between cast(@p1 as int64) and cast(@p2 as int64)
left join (select ordinal, place_no from `tierline`.`plan_gold_1` where ordinal between cast(@p1 as int64) and cast(@p2 as int64)) as e on e.ordinal = p.after_ordinal
left join (
  select after_ordinal, min(place_no) as place_no from `tierline`.`plan_gold_1` where op = 'leave' and after_ordinal > cast(@p7 as int64) and after_ordinal <= cast(@p8 as int64) group by after_ordinal
) as l on l.after_ordinal = p.ordinal
where p.ordinal > cast(@p9 as int64) and p.ordinal <= cast(@p10 as int64)
order by p.ordinal;
