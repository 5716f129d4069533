create table "tierline"."unsent_gold_3" as
select place_no, identity, member_key as member_key, class, reason
from judged_by_address
where class in ('waiting', 'refused', 'suppressed', 'held_out')
order by place_no, class, reason, identity;
