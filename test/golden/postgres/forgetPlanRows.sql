delete from "tierline"."receipts" where plan_no = cast($1 as bigint);

update "tierline"."plans" set dropped_at_ms = cast($1 as bigint) where plan_no = cast($2 as bigint) and state in ('closed', 'abandoned');
