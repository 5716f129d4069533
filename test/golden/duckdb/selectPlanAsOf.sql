select plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as varchar) as properties, cast(counts as varchar) as counts
from "tierline"."plans"
where sync = cast($1 as varchar) and state in ('planned', 'applying', 'closed') and as_of <= cast($2 as varchar)
order by as_of desc, plan_no desc
limit 1;
