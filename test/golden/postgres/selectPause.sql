select decision, reason, decided_by, decided_at_ms
from "tierline"."decisions"
where sync = cast($1 as text) and decision in ('pause', 'resume')
order by decision_no desc
limit 1;
