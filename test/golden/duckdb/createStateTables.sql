create table if not exists "tierline"."state" (schema_version bigint, state_id varchar, position bigint, target varchar, begun_anew_at_ms bigint);

create table if not exists "tierline"."leases" (sync varchar, fence bigint, holder varchar, expires_at_ms bigint);

create table if not exists "tierline"."runs" (sync varchar, run_no bigint, started_at_ms bigint, finished_at_ms bigint, as_of varchar, exit_code bigint, allowance json);

create table if not exists "tierline"."plans" (plan_no bigint, sync varchar, run_no bigint, state varchar, definition_hash varchar, invocation_id varchar, as_of varchar, after_plan_no bigint, fence bigint, made_at_ms bigint, applying_at_ms bigint, closed_at_ms bigint, dropped_at_ms bigint, properties json, counts json);

create table if not exists "tierline"."places" (place_no bigint, sync varchar, kind varchar, account_id varchar, list_id varchar, name varchar, model varchar, audience varchar, is_created_by_us boolean, taken_at_ms bigint, released_at_ms bigint, last_said_at_ms bigint);

create table if not exists "tierline"."kept" (place_no bigint, record_id varchar);

create table if not exists "tierline"."receipts" (plan_no bigint, ordinal bigint, outcome varchar, reason varchar, message varchar, record_id varchar, ticket varchar, fence bigint, at_ms bigint);

create table if not exists "tierline"."outcomes" (plan_no bigint, sync varchar, place_no bigint, op varchar, outcome varchar, reason varchar, row_count bigint, closed_at_ms bigint);

create table if not exists "tierline"."decisions" (decision_no bigint, sync varchar, place_no bigint, decision varchar, reason varchar, decided_by varchar, decided_at_ms bigint, row_count bigint);

create table if not exists "tierline"."alert_episodes" (sync varchar, kind varchar, since_ms bigint);

create table if not exists "tierline"."report_deliveries" (what varchar, at_ms bigint);

insert into "tierline"."report_deliveries" (what, at_ms)
select n.what, cast(null as bigint) as at_ms
from (select 'report' as what union all select 'digest' as what) as n
where not exists (select 1 from "tierline"."report_deliveries" as d where d.what = n.what);
