select * from (select * from `tierline`.`synced_gold` where not (said_op = 'leave' and is_settled and said_at_ms <= 100)) as said;
