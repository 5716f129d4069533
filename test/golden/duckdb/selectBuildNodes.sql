select model, relation_name, status
from "warehouse"."main".tierline_build_nodes
where invocation_id = cast($1 as varchar) and model in (cast($2 as varchar), cast($3 as varchar))
order by model, unique_id;
