update "tierline"."state" set target = cast($1 as text) where target is null;
