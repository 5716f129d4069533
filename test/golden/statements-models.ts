/** What dbt made, as the golden statements read it. */
import type { Dialect } from "../../src/warehouse/dialect.ts";

export function models({ types, amount }: Dialect): readonly string[] {
  const { text, timestamp } = types;
  return [
    `create table warehouse.main.aud_members (customer_id ${text}, email ${text}, reason_code ${text}, tier_name ${text}, balance ${amount.column}, email_consent ${types.boolean})`,
    `insert into warehouse.main.aud_members select 'ann', 'ann@example.com', cast(null as ${text}), 'Golden', cast('1234.5678' as ${amount.cast}), true`,
    `create table warehouse.main.aud_suppressed as select cast(null as ${text}) as customer_id, 'bob@example.com' as email`,
    "create table warehouse.main.aud_tier as select 'gold' as audience, 'ann' as customer_id",
    `create table warehouse.main.tierline_builds (invocation_id ${text}, as_of ${timestamp}, started_at ${timestamp}, finished_at ${timestamp})`,
    `create table warehouse.main.tierline_build_nodes (invocation_id ${text}, unique_id ${text}, model ${text}, relation_name ${text}, status ${text})`,
  ];
}
