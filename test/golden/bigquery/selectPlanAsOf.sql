select plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as string) as properties, cast(counts as string) as counts
from `tierline`.`plans`
where sync = cast(@p1 as string) and state in ('planned', 'applying', 'closed') and as_of <= cast(@p2 as string)
order by as_of desc, plan_no desc
limit 1;
