select p.place_no, p.op, coalesce(p.note, a.reason) as reason, a.outcome
from "tierline"."plan_gold_1" as p
left join (select ordinal, outcome, reason, message, record_id, at_ms from "tierline"."receipts" where plan_no = cast($1 as bigint)) as a on a.ordinal = p.ordinal
where p.identity = cast($2 as varchar)
union all
select place_no, cast(null as varchar), reason, cast(null as varchar)
from "tierline"."unsent_gold_1"
where identity = cast($3 as varchar);
