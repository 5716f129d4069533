select r.place_no, r.identity, r.reason, r.message, r.times, r.next_run_no
from "tierline"."refused_gold" as r
inner join (select unnest(from_json($1, '[{"identity":"varchar"}]'), recursive := true)) as i on i.identity = r.identity;
