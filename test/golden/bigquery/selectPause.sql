select decision, reason, decided_by, decided_at_ms
from `tierline`.`decisions`
where sync = cast(@p1 as string) and decision in ('pause', 'resume')
order by decision_no desc
limit 1;
