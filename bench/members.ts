/** Members as dbt would have left them, beside the state: nothing of dbt is measured where these are used. */
import type { BuildFacts } from "../src/journal/source.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";

const SCHEMA = "models";
export const MEMBERS = `${SCHEMA}.aud_members`;
const TIERS = `${SCHEMA}.aud_tier`;
const AS_OF = "2026-01-01T00:00:00Z";

/** Three quarters of the members are on one of three lists. The same count makes the same rows. */
export async function writeMembers(warehouse: Warehouse, members: number): Promise<void> {
  await warehouse.run(`create schema if not exists ${SCHEMA}`);
  await warehouse.run(`drop view if exists ${TIERS}`);
  await warehouse.run(`drop table if exists ${MEMBERS}`);
  await warehouse.run(`create table ${MEMBERS} as
select 'c' || lpad(cast(i as varchar), 8, '0') as customer_id, 'member.' || i || '@example.com' as email,
  cast(null as varchar) as reason_code,
  case i % 4 when 0 then 'White' when 1 then 'Green' when 2 then 'Silver' else 'Golden' end as tier_name,
  cast(cast((cast(i as bigint) * 7919) % 100000 as decimal(18,4)) / 100 as decimal(18,4)) as balance,
  cast(date '2026-01-01' + cast(i % 365 as integer) as date) as tier_until
from generate_series(0, ${members - 1}) as t(i)`);
  await warehouse.run(`create view ${TIERS} as
select customer_id, tier_name as audience from ${MEMBERS} where tier_name <> 'White'`);
}

/** Gives every nth member another balance; resolves to how many. */
export async function changeBalances(warehouse: Warehouse, every: number): Promise<number> {
  return warehouse.run(
    `update ${MEMBERS} set balance = balance + 1 where cast(substr(customer_id, 2) as bigint) % ${every} = 0`,
  );
}

/** What dbt's hooks would have recorded. */
export function buildFacts(invocationId: string): BuildFacts {
  return {
    invocationId,
    asOf: AS_OF,
    startedAt: AS_OF,
    finishedAt: AS_OF,
    nodes: [
      { model: "aud_members", relation: MEMBERS, status: "success" },
      { model: "aud_tier", relation: TIERS, status: "success" },
    ],
  };
}

/** A sync of these members; without lists it is contacts alone. */
export function syncText(baseUrl: string, hasLists: boolean): string {
  return `name: tiers
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}", base_url: "${baseUrl}"}
members: {model: aud_members, key: customer_id, email: email, reason: reason_code, create_contacts: true, on_leave: clear}
properties:
  loyalty_tier: {column: tier_name, type: string}
  loyalty_balance: {column: balance, type: number, format: floor2}
  loyalty_until: {column: tier_until, type: date}
${hasLists ? "audiences: [{model: aud_tier, lists: {Green: Loyalty Green, Silver: Loyalty Silver, Golden: Loyalty Golden}}]" : ""}
`;
}
