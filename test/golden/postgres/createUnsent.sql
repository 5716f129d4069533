create table "tierline"."unsent_gold_1" as
select place_no, identity, identity as member_key, class, reason
from judged
where class in ('waiting', 'refused', 'suppressed', 'held_out')
order by place_no, class, reason, identity;
