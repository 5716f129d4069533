select p.ordinal, p.wave, p.place_no, p.op, p.identity, p.address, p.is_address_changed, nullif(p.member_key, p.identity) as member_key, case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end as record_id, p.property_1, p.property_2, p.is_called, p.note, a.outcome, a.reason
from (
  select p.* from "tierline"."plan_gold_1" as p
where p.place_no = cast($1 as bigint) and p.op = cast($2 as varchar)
  order by p.ordinal
  limit cast($3 as bigint)
) as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($4 as bigint)) as a on a.ordinal = p.ordinal
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($5 as bigint)) as b on b.ordinal = p.after_ordinal
order by p.ordinal;
