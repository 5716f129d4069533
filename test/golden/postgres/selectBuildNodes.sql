select model, relation_name, status
from "warehouse"."main".tierline_build_nodes
where invocation_id = cast($1 as text) and model in (cast($2 as text), cast($3 as text))
order by model, unique_id;
