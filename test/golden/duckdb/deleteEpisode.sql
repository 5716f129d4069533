delete from "tierline"."alert_episodes"
where sync = cast($1 as varchar) and kind = cast($2 as varchar);
