create table `tierline`.`unsent_gold_1`
cluster by place_no, class, reason, identity as
select place_no, identity, identity as member_key, class, reason
from judged
where class in ('waiting', 'refused', 'suppressed', 'held_out');
