select place_no, decided_by, reason, decided_at_ms, row_count
from `tierline`.`decisions`
where sync = cast(@p1 as string) and decision = 'export'
order by decision_no desc
limit 20;
