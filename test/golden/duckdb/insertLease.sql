insert into "tierline"."leases" (sync, fence, holder)
select cast($1 as varchar), 0, null
where not exists (select 1 from "tierline"."leases" where sync = cast($2 as varchar));
