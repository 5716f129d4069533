create table if not exists "tierline"."state" (schema_version bigint, state_id text, position bigint, target text, begun_anew_at_ms bigint);

create table if not exists "tierline"."leases" (sync text, fence bigint, holder text, expires_at_ms bigint);

create table if not exists "tierline"."runs" (sync text, run_no bigint, started_at_ms bigint, finished_at_ms bigint, as_of text, exit_code bigint, allowance json);

create table if not exists "tierline"."plans" (plan_no bigint, sync text, run_no bigint, state text, definition_hash text, invocation_id text, as_of text, after_plan_no bigint, fence bigint, made_at_ms bigint, applying_at_ms bigint, closed_at_ms bigint, dropped_at_ms bigint, properties json, counts json);

create table if not exists "tierline"."places" (place_no bigint, sync text, kind text, account_id text, list_id text, name text, model text, audience text, is_created_by_us boolean, taken_at_ms bigint, released_at_ms bigint, last_said_at_ms bigint);

create table if not exists "tierline"."kept" (place_no bigint, record_id text);

create table if not exists "tierline"."receipts" (plan_no bigint, ordinal bigint, outcome text, reason text, message text, record_id text, ticket text, fence bigint, at_ms bigint);

create table if not exists "tierline"."outcomes" (plan_no bigint, sync text, place_no bigint, op text, outcome text, reason text, row_count bigint, closed_at_ms bigint);

create table if not exists "tierline"."decisions" (decision_no bigint, sync text, place_no bigint, decision text, reason text, decided_by text, decided_at_ms bigint, row_count bigint);

create table if not exists "tierline"."alert_episodes" (sync text, kind text, since_ms bigint);

create table if not exists "tierline"."report_deliveries" (what text, at_ms bigint);

create index if not exists "receipts_by_row" on "tierline"."receipts" ("plan_no", "ordinal");

analyze "tierline"."receipts";

insert into "tierline"."report_deliveries" (what, at_ms)
select n.what, cast(null as bigint) as at_ms
from (select 'report' as what union all select 'digest' as what) as n
where not exists (select 1 from "tierline"."report_deliveries" as d where d.what = n.what);
