delete from "tierline"."alert_episodes"
where sync = cast($1 as text) and kind = cast($2 as text);
