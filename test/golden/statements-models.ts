/** What dbt made, as the golden statements read it. */
export const models = [
  "create table warehouse.main.aud_members as select 'ann' as customer_id, 'ann@example.com' as email, cast(null as varchar) as reason_code, 'Golden' as tier_name, cast(1234.5678 as decimal(18, 4)) as balance, true as email_consent",
  "create table warehouse.main.aud_suppressed as select cast(null as varchar) as customer_id, 'bob@example.com' as email",
  "create table warehouse.main.aud_tier as select 'gold' as audience, 'ann' as customer_id",
  "create table warehouse.main.tierline_builds (invocation_id varchar, as_of timestamp, started_at timestamp, finished_at timestamp)",
  "create table warehouse.main.tierline_build_nodes (invocation_id varchar, unique_id varchar, model varchar, relation_name varchar, status varchar)",
];
