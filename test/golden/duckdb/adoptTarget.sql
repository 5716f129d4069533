update "tierline"."state" set target = cast($1 as varchar) where target is null;
