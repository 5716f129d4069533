select string_agg(cast(json_build_array(p.ordinal, p.wave, p.place_no, p.op, p.identity, p.address, p.is_address_changed, nullif(p.member_key, p.identity), case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end, p.property_1, p.property_2) as text), ',' order by p.ordinal) as page
from "tierline"."plan_gold_1" as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($6 as bigint)) as a on a.ordinal = p.ordinal and a.ordinal > cast($1 as bigint) and a.ordinal <= cast($2 as bigint)
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($3 as bigint)) as b on b.ordinal = p.after_ordinal and b.ordinal between cast($4 as bigint) and cast($5 as bigint)
where p.ordinal > cast($1 as bigint) and p.ordinal <= cast($2 as bigint)
  and p.wave = cast($7 as bigint) and p.is_called and a.ordinal is null;
