/** Whom the programme knows of a page of contacts. */
import type { PresentContact } from "../../source.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

export interface KnownCustomers {
  /** As dbt quotes it; `key` and `email` are its columns. */
  readonly relation: string;
  readonly key: string;
  readonly email: string;
}

export interface AudienceRelation {
  readonly relation: string;
  readonly key: string;
  readonly column: string;
  readonly audience: string;
}

/**
 * One row per contact: `identity` and `known_by` (NULL: nobody we know), `is_ambiguous`: its address is several customers',
 * `is_desired`: the audience names it. Who carries our property is that customer or a stranger, whatever the address says.
 */
export function recogniseContacts(
  { dialect }: Pick<Sql, "dialect">,
  customers: KnownCustomers,
  audience: AudienceRelation,
  contacts: readonly PresentContact[],
): Statement {
  const parameters = new Parameters(dialect);
  const { text } = dialect.types;
  const shape = { record_id: "text", identity: "text", address: "text", acknowledged_as: "text" } as const;
  const records = contacts.map(({ recordId, identity, address, acknowledgedAs }) => ({
    record_id: recordId,
    identity,
    address,
    acknowledged_as: acknowledgedAs,
  }));
  const column = (name: string): string => `cast(${dialect.quote(name)} as ${text})`;
  return parameters.statement(`with present as (
  select record_id, identity, address, acknowledged_as from ${parameters.records(shape, records)} as r
),
customers as (
  select ${column(customers.key)} as identity, lower(${dialect.trim(column(customers.email))}) as address from ${customers.relation}
),
addressed as (
  select p.record_id, min(c.identity) as identity, count(distinct c.identity) as customer_count
  from present as p
  inner join customers as c on c.address = p.address
  where p.address <> ''
  group by p.record_id
),
known as (
  select p.record_id,
    case when p.identity is not null then i.identity else coalesce(r.identity, case when a.customer_count = 1 then a.identity end) end as identity,
    case when p.identity is not null then 'identity' when r.identity is not null then 'record' else 'address' end as known_by,
    p.identity is null and r.identity is null and coalesce(a.customer_count > 1, false) as is_ambiguous
  from present as p
  left join (select distinct identity from customers) as i on i.identity = p.identity
  left join (select distinct identity from customers) as r on r.identity = p.acknowledged_as
  left join addressed as a on a.record_id = p.record_id
)
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join (
  select distinct ${column(audience.key)} as identity
  from ${audience.relation}
  where ${column(audience.column)} = ${parameters.text(audience.audience)}
) as d on d.identity = k.identity`);
}
