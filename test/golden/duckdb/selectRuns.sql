select run_no, started_at_ms, finished_at_ms, as_of, exit_code, cast(allowance as varchar) as allowance
from "tierline"."runs"
where sync = cast($1 as varchar)
order by run_no desc
limit 20;
