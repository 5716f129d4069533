insert into `tierline`.`decisions` (decision_no, decision, reason, decided_by, decided_at_ms)
select 1, 'begin_anew', cast(@p1 as string), cast(@p2 as string), cast(@p3 as int64);
