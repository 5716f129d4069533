select run_no, started_at_ms, finished_at_ms, as_of, exit_code, cast(allowance as string) as allowance
from `tierline`.`runs`
where sync = cast(@p1 as string)
order by run_no desc
limit 20;
