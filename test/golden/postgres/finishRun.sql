update "tierline"."runs"
set finished_at_ms = cast($1 as bigint), as_of = cast($2 as text),
  exit_code = cast($3 as bigint)
where sync = cast($4 as text) and run_no = cast($5 as bigint) and finished_at_ms is null
  and exists (select 1 from "tierline"."leases" where sync = cast($6 as text) and fence = cast($7 as bigint) for update);
