select model, relation_name, status
from `warehouse`.`main`.tierline_build_nodes
where invocation_id = cast(@p1 as string) and model in (cast(@p2 as string), cast(@p3 as string))
order by model, unique_id;
