select b.invocation_id, b.as_of, b.started_at, b.finished_at
from `warehouse`.`main`.tierline_builds as b
where exists (
  select 1 from `warehouse`.`main`.tierline_build_nodes as n
  where n.invocation_id = b.invocation_id and n.model in (cast(@p1 as string), cast(@p2 as string))
)
order by b.started_at desc, b.invocation_id desc
limit 1;
