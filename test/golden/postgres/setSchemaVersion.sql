update "tierline"."state" set schema_version = cast($1 as bigint) where true;
