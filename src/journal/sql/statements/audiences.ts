/** Audiences as people look at them: how far members come, who may be sent, what was delivered. */
import type { Place } from "../../../domain/place.ts";
import { REASON } from "../../../domain/receipt.ts";
import type { Dialect } from "../../../warehouse/dialect.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { examinedMembers, exclusionOfListed, hasHoldout, isExamined, type Step } from "./exclusions.ts";
import { memberItems, propertyColumns } from "./member-columns.ts";

/** `wanted` (`model`, `audience`, `identity`, `reason`): each member that a model names, once, by the steps of a plan. */
function wantedSteps(dialect: Dialect, parameters: Parameters, desired: DesiredRelations): readonly Step[] {
  const { text } = dialect.types;
  const shape = { model: "text", holdout_seed: "text", holdout_buckets: "bigint" } as const;
  const lists = desired.audiences.map(({ model, holdout }) => ({
    model,
    holdout_seed: holdout?.seed ?? null,
    holdout_buckets: holdout?.buckets ?? null,
  }));
  const planned = parameters.records(shape, lists);
  const named = desired.audiences.map(
    ({ model, relation, key, audience }) =>
      `select ${parameters.text(model)} as model, cast(${dialect.quote(audience)} as ${text}) as audience, coalesce(cast(${dialect.quote(key)} as ${text}), '') as identity
  from ${relation}`,
  );
  const none = `select cast(null as ${text}) as model, cast(null as ${text}) as audience, '' as identity where false`;
  const isExcluding = isExamined(desired) || hasHoldout(desired);
  const { reason, joins } = isExcluding
    ? exclusionOfListed(dialect, desired)
    : { reason: `cast(null as ${text})`, joins: "" };
  return [
    ["lists", `select model, holdout_seed, holdout_buckets from ${planned} as r`],
    [
      "members_read",
      `select ${memberItems(dialect, desired.members).join(",\n    ")}\n  from ${desired.members.relation}`,
    ],
    ...(isExamined(desired) ? examinedMembers(dialect, desired, "members_read", ["identity"]) : []),
    ["audience_rows", named.length === 0 ? none : named.join("\n  union all\n  ")],
    [
      "audience_members",
      `select model, identity, min(audience) as audience\n  from audience_rows\n  where identity <> ''\n  group by model, identity`,
    ],
    [
      "wanted",
      `select a.model, a.audience, a.identity, min(${reason}) as reason
  from audience_members as a
  inner join lists as p on p.model = a.model${joins}
  group by a.model, a.audience, a.identity`,
    ],
  ];
}

/** One row per model and audience. `synced`: the table of what was said; null: nothing ever was. */
export function countFunnels(
  { dialect }: Pick<Sql, "dialect">,
  desired: DesiredRelations,
  places: readonly Place[],
  synced: string | null,
): Statement {
  const parameters = new Parameters(dialect);
  const contact = places.find(({ kind }) => kind === "contact")?.placeNo ?? 0;
  const lists = places.flatMap(({ kind, placeNo, model, audience }) =>
    kind === "list" ? [{ place_no: placeNo, model, audience }] : [],
  );
  const shape = { place_no: "bigint", model: "text", audience: "text" } as const;
  const said =
    synced === null
      ? `(select cast(0 as ${dialect.types.bigint}) as place_no, '' as member_key, '' as record_id, 'leave' as said_op, true as is_settled)`
      : synced;
  const isLive = "(said_op <> 'leave' or not is_settled)";
  const steps: readonly Step[] = [
    ...wantedSteps(dialect, parameters, desired),
    ADDRESSES,
    [
      "matched",
      `select distinct member_key\n  from ${said} as said\n  where ${isLive} and record_id is not null and place_no = ${parameters.bigint(contact)}`,
    ],
    ["listed", `select place_no, member_key\n  from ${said} as said\n  where ${isLive}`],
    ["places", `select place_no, model, audience from ${parameters.records(shape, lists)} as r`],
    [
      "on_lists",
      "select distinct p.model, p.audience, l.member_key\n  from places as p\n  inner join listed as l on l.place_no = p.place_no",
    ],
    [
      "wanted_judged",
      `select w.model, w.audience, w.reason,
    case when w.reason is null then 1 else 0 end as is_sendable,
    case when w.reason is null and coalesce(m.address, '') <> '' then 1 else 0 end as is_addressed,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null then 1 else 0 end as is_matched,
    case when w.reason is null and coalesce(m.address, '') <> '' and c.member_key is not null and l.member_key is not null then 1 else 0 end as is_listed
  from wanted as w
  left join addresses as m on m.identity = w.identity
  left join matched as c on c.member_key = w.identity
  left join on_lists as l on l.model = w.model and l.audience = w.audience and l.member_key = w.identity`,
    ],
  ];
  const { bigint } = dialect.types;
  return parameters.statement(`with ${withSteps(steps)}
select model, audience, count(*) as named_count, cast(${because(REASON.suppressed)} as ${bigint}) as suppressed_count,
  cast(${because(REASON.noConsent)} as ${bigint}) as no_consent_count, cast(${because(REASON.heldOut)} as ${bigint}) as held_out_count,
  cast(sum(is_sendable) as ${bigint}) as sendable_count, cast(sum(is_addressed) as ${bigint}) as addressed_count,
  cast(sum(is_matched) as ${bigint}) as matched_count, cast(sum(is_listed) as ${bigint}) as listed_count
from wanted_judged
group by model, audience
order by model, audience`);
}

function because(reason: string): string {
  return `sum(case when reason = '${reason}' then 1 else 0 end)`;
}

/** By key. A member whom the members' model does not hold, or whose data is in error, is not sent and not told. */
export function selectSendable(
  { dialect }: Pick<Sql, "dialect">,
  desired: DesiredRelations,
  { model, audience }: { readonly model: string; readonly audience: string },
): Statement {
  const parameters = new Parameters(dialect);
  const properties = propertyColumns(desired.members.properties.length);
  const values = ["address", ...properties];
  const steps: readonly Step[] = [
    ...wantedSteps(dialect, parameters, desired),
    [
      "members_ranked",
      `select identity, is_data_error, ${values.join(", ")},
    row_number() over (partition by identity order by ${values.join(", ")}) as copy_no
  from members_read
  where identity <> ''`,
    ],
  ];
  return parameters.statement(`with ${withSteps(steps)}
select w.identity, ${values.map((name) => `m.${name}`).join(", ")}
from wanted as w
inner join members_ranked as m on m.identity = w.identity
where m.copy_no = 1 and not m.is_data_error and w.reason is null
  and w.model = ${parameters.text(model)} and w.audience = ${parameters.text(audience)}
order by w.identity`);
}

/** By key: why nothing is sent about a member, NULL for nothing, and whether an address is known. */
export function selectNamed(
  { dialect }: Pick<Sql, "dialect">,
  desired: DesiredRelations,
  { model, audience }: { readonly model: string; readonly audience: string },
): Statement {
  const parameters = new Parameters(dialect);
  const steps: readonly Step[] = [...wantedSteps(dialect, parameters, desired), ADDRESSES];
  return parameters.statement(`with ${withSteps(steps)}
select w.identity, w.reason, coalesce(m.address, '') <> '' as has_address
from wanted as w
left join addresses as m on m.identity = w.identity
where w.model = ${parameters.text(model)} and w.audience = ${parameters.text(audience)}
order by w.identity`);
}

/** Of these members those whom a model names. */
export function selectStandings(
  { dialect }: Pick<Sql, "dialect">,
  desired: DesiredRelations,
  model: string,
  keys: readonly string[],
): Statement {
  const parameters = new Parameters(dialect);
  const steps: readonly Step[] = [
    ...wantedSteps(dialect, parameters, desired),
    [
      "asked",
      `select identity from ${parameters.records(
        { identity: "text" },
        keys.map((identity) => ({ identity })),
      )} as r`,
    ],
  ];
  return parameters.statement(`with ${withSteps(steps)}
select w.identity, w.audience, w.reason
from wanted as w
inner join asked as k on k.identity = w.identity
where w.model = ${parameters.text(model)} and w.audience is not null
order by w.identity`);
}

const ADDRESSES: Step = [
  "addresses",
  "select identity, max(address) as address from members_read where identity <> '' group by identity",
];

function withSteps(steps: readonly Step[]): string {
  return steps.map(([name, query]) => `${name} as (\n  ${query}\n)`).join(",\n");
}

/** Per place, day, operation, outcome and reason. */
export function selectDeliveries({ dialect, tables }: Sql, sinceMs: number): Statement {
  const parameters = new Parameters(dialect);
  const { bigint } = dialect.types;
  return parameters.statement(`select sync, place_no, day, op, outcome, reason, cast(sum(row_count) as ${bigint}) as row_count
from (
  select sync, place_no, cast(floor(closed_at_ms / 86400000.0) as ${bigint}) as day, op, outcome, reason, row_count
  from ${tables.outcomes}
  where closed_at_ms >= ${parameters.bigint(sinceMs)}
) as counted
group by sync, place_no, day, op, outcome, reason
order by sync, place_no, day, op, outcome, reason`);
}

export function selectLastDelivered({ tables }: Pick<Sql, "tables">): Statement {
  return {
    text: `select place_no, max(closed_at_ms) as closed_at_ms
from ${tables.outcomes}
where outcome = 'accepted'
group by place_no
order by place_no`,
    parameters: [],
  };
}

/** Per plan, also of one of which nothing was accepted. */
export function selectAccepted({ dialect, tables }: Sql, planNo: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select plan_no, cast(sum(case when outcome = 'accepted' then row_count else 0 end) as ${dialect.types.bigint}) as row_count
from ${tables.outcomes}
where plan_no >= ${parameters.bigint(planNo)}
group by plan_no
order by plan_no`);
}

export function selectExports({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select place_no, decided_by, reason, decided_at_ms, row_count
from ${tables.decisions}
where sync = ${parameters.text(sync)} and decision = 'export'
order by decision_no desc
limit 20`);
}
