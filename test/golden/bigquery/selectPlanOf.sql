select plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as string) as properties, cast(counts as string) as counts
from `tierline`.`plans`
where sync = cast(@p1 as string) and state in ('planned', 'applying')
order by plan_no desc
limit 1;

select plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as string) as properties, cast(counts as string) as counts
from `tierline`.`plans`
where sync = cast(@p1 as string) and applying_at_ms is not null
order by plan_no desc
limit 1;

select plan_no, sync, run_no, state, definition_hash, invocation_id, as_of, after_plan_no, fence, made_at_ms, applying_at_ms, closed_at_ms, dropped_at_ms, cast(properties as string) as properties, cast(counts as string) as counts
from `tierline`.`plans`
where sync = cast(@p1 as string) and state in ('planned', 'applying', 'closed')
order by plan_no desc
limit 1;
