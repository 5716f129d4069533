select p.place_no, p.identity, p.op, coalesce(p.note, a.reason) as reason, a.outcome
from `tierline`.`plan_gold_1` as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from `tierline`.`receipts` where plan_no = cast(@p1 as int64)) as a on a.ordinal = p.ordinal
where p.member_key = cast(@p2 as string);
