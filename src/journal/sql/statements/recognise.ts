/** Whom the programme knows of a page of contacts. */
import type { Dialect } from "../../../warehouse/dialect.ts";
import type { PresentContact } from "../../source.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { examinedMembers, exclusionOfListed, isExamined, type Step } from "./exclusions.ts";
import { memberItems } from "./member-columns.ts";

export interface KnownCustomers {
  /** As dbt quotes it; `key` and `email` are its columns. */
  readonly relation: string;
  readonly key: string;
  readonly email: string;
}

/** Whom a plan would want at the list. */
export interface WantedAt {
  readonly desired: DesiredRelations;
  readonly model: string | null;
  readonly audience: string | null;
}

/**
 * One row per contact: `identity` and `known_by` (NULL: nobody we know), `is_ambiguous`: its address is several customers',
 * `is_desired`: the list should
 * hold it, suppressed and held out subtracted. Who carries our property is that customer or a stranger, whatever the address says.
 */
export function recogniseContacts(
  { dialect }: Pick<Sql, "dialect">,
  customers: KnownCustomers,
  wanted: WantedAt,
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
),
${wantedSteps(dialect, parameters, wanted)
  .map(([name, query]) => `${name} as (\n  ${query}\n)`)
  .join(",\n")}
select k.record_id, k.identity, k.known_by, k.is_ambiguous, d.identity is not null as is_desired
from known as k
left join wanted as d on d.identity = k.identity`);
}

/** `wanted`: the identities that the list should hold. The same rules as the last step of a plan. */
function wantedSteps(
  dialect: Dialect,
  parameters: Parameters,
  { desired, model, audience }: WantedAt,
): readonly Step[] {
  const source = desired.audiences.find((one) => one.model === model);
  if (source === undefined) return [["wanted", `select cast(null as ${dialect.types.text}) as identity where false`]];
  const column = (name: string): string => `cast(${dialect.quote(name)} as ${dialect.types.text})`;
  const listed: Step = [
    "listed",
    `select distinct ${column(source.key)} as identity
  from ${source.relation}
  where ${column(source.audience)} = ${parameters.text(audience)}`,
  ];
  if (!isExamined(desired) && source.holdout === null) return [listed, ["wanted", "select identity from listed"]];
  const members: readonly Step[] = isExamined(desired)
    ? [
        [
          "members_read",
          `select ${memberItems(dialect, desired.members).join(", ")}\n  from ${desired.members.relation}`,
        ],
        ...examinedMembers(dialect, desired, "members_read", ["identity"]),
      ]
    : [];
  const { reason, joins } = exclusionOfListed(dialect, desired);
  const [seed, buckets] = [
    parameters.text(source.holdout?.seed ?? null),
    parameters.bigint(source.holdout?.buckets ?? null),
  ];
  return [
    listed,
    ...members,
    ["planned_list", `select ${seed} as holdout_seed, ${buckets} as holdout_buckets`],
    [
      "wanted",
      `select identity
  from (select a.identity, ${reason} as reason from listed as a cross join planned_list as p${joins}) as r
  where reason is null`,
    ],
  ];
}
