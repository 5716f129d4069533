update "tierline"."plans"
set state = 'abandoned'
where plan_no = cast($1 as bigint) and state = 'drafted';
