create table if not exists `tierline`.`state` (schema_version int64, state_id string, position int64, target string, begun_anew_at_ms int64);

create table if not exists `tierline`.`leases` (sync string, fence int64, holder string, expires_at_ms int64);

create table if not exists `tierline`.`runs` (sync string, run_no int64, started_at_ms int64, finished_at_ms int64, as_of string, exit_code int64, allowance string);

create table if not exists `tierline`.`plans` (plan_no int64, sync string, run_no int64, state string, definition_hash string, invocation_id string, as_of string, after_plan_no int64, fence int64, made_at_ms int64, applying_at_ms int64, closed_at_ms int64, dropped_at_ms int64, properties string, counts string);

create table if not exists `tierline`.`places` (place_no int64, sync string, kind string, account_id string, list_id string, name string, model string, audience string, is_created_by_us bool, taken_at_ms int64, released_at_ms int64, last_said_at_ms int64);

create table if not exists `tierline`.`kept` (place_no int64, record_id string)
cluster by place_no, record_id;

create table if not exists `tierline`.`receipts` (plan_no int64, ordinal int64, outcome string, reason string, message string, record_id string, ticket string, fence int64, at_ms int64)
partition by range_bucket(plan_no, generate_array(0, 1000000, 250))
cluster by plan_no, ordinal;

create table if not exists `tierline`.`outcomes` (plan_no int64, sync string, place_no int64, op string, outcome string, reason string, row_count int64, closed_at_ms int64);

create table if not exists `tierline`.`decisions` (decision_no int64, sync string, place_no int64, decision string, reason string, decided_by string, decided_at_ms int64, row_count int64);

create table if not exists `tierline`.`alert_episodes` (sync string, kind string, since_ms int64);

create table if not exists `tierline`.`report_deliveries` (what string, at_ms int64);

insert into `tierline`.`report_deliveries` (what, at_ms)
select n.what, cast(null as int64) as at_ms
from (select 'report' as what union all select 'digest' as what) as n
where not exists (select 1 from `tierline`.`report_deliveries` as d where d.what = n.what);
