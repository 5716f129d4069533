/**
 * Who is subtracted from desired in the plan statement: suppressed, without consent, held out, in this order. The same
 * as `in-memory/exclusions.ts`, set-based. A sync that asks for none of it gets none of these steps.
 */
import { HOLDOUT_BUCKETS } from "../../../domain/holdout.ts";
import { REASON } from "../../../domain/receipt.ts";
import type { Dialect } from "../../../warehouse/dialect.ts";
import type { DesiredRelations } from "../desired-relations.ts";

export type Step = readonly [name: string, text: string];

/** Members are examined one by one, since something may speak against any of them. */
export function isExamined({ members, suppress }: DesiredRelations): boolean {
  return members.consent !== null || suppress !== null;
}

export function hasHoldout({ audiences }: DesiredRelations): boolean {
  return audiences.some(({ holdout }) => holdout !== null);
}

/** Select items over the relation of a model that names people: whom a row names, '' for nobody. */
export function suppressionItems(
  dialect: Dialect,
  { key, email }: Pick<NonNullable<DesiredRelations["suppress"]>, "key" | "email">,
): readonly [member: string, address: string] {
  const text = (name: string): string => dialect.trim(`cast(${dialect.quote(name)} as ${dialect.types.text})`);
  return [
    key === null ? "''" : `coalesce(${text(key)}, '')`,
    email === null ? "''" : `coalesce(lower(${text(email)}), '')`,
  ];
}

/**
 * `suppressed_members` (`member_id`) and `suppressed_addresses` (`address`). An address is suppressed by itself, or because
 * a member of `from` (`identity`, `address`) who is suppressed carries it.
 */
export function suppressedSteps(
  dialect: Dialect,
  suppress: NonNullable<DesiredRelations["suppress"]>,
  from: string,
): readonly Step[] {
  const [member, address] = suppressionItems(dialect, suppress);
  return [
    ["suppressions", `select ${member} as member_id, ${address} as address\n  from ${suppress.relation}`],
    ["suppressed_members", "select distinct member_id from suppressions where member_id <> ''"],
    [
      "suppressed_addresses",
      `select address from suppressions where address <> ''
  union distinct
  select m.address
  from ${from} as m
  inner join suppressed_members as i on i.member_id = ${dialect.trim("m.identity")}
  where m.address <> ''`,
    ],
  ];
}

/**
 * `members_examined`: every member of `from` (`identity`, `address`, `has_consent`, `values`) with `block_reason`, NULL
 * for those who may be sent.
 */
export function examinedMembers(
  dialect: Dialect,
  { members, suppress }: DesiredRelations,
  from: string,
  values: readonly string[],
): readonly Step[] {
  const rules: string[] = [];
  const joins: string[] = [];
  const steps: Step[] = [];
  if (suppress !== null) {
    steps.push(...suppressedSteps(dialect, suppress, from));
    rules.push(`when i.member_id is not null or a.address is not null then '${REASON.suppressed}'`);
    joins.push(
      `\n  left join suppressed_members as i on i.member_id = ${dialect.trim("m.identity")}`,
      "\n  left join suppressed_addresses as a on a.address = m.address",
    );
  }
  if (members.consent !== null) rules.push(`when not m.has_consent then '${REASON.noConsent}'`);
  const items = values.map((name) => `m.${name}`).join(", ");
  const examined: Step = [
    "members_examined",
    `select ${items},\n    case ${rules.join(" ")} end as block_reason\n  from ${from} as m${joins.join("")}`,
  ];
  return [...steps, examined];
}

/** Over `a` (`identity`) and `p` (a planned list): why the identity is not desired there, NULL for those who are. */
export function exclusionOfListed(
  dialect: Dialect,
  desired: DesiredRelations,
): { readonly reason: string; readonly joins: string } {
  const rules: string[] = [];
  let joins = "";
  if (isExamined(desired)) {
    rules.push("when e.block_reason is not null then e.block_reason");
    joins += "\n  left join members_examined as e on e.identity = a.identity";
  }
  if (desired.suppress !== null) {
    rules.push(`when i.member_id is not null then '${REASON.suppressed}'`);
    joins += `\n  left join suppressed_members as i on i.member_id = ${dialect.trim("a.identity")}`;
  }
  if (desired.members.consent !== null) rules.push(`when e.identity is null then '${REASON.noConsent}'`);
  if (hasHoldout(desired)) rules.push(`when ${isHeldOut(dialect, "p", "a")} then '${REASON.heldOut}'`);
  return { reason: `case ${rules.join(" ")} end`, joins };
}

/** True or false: `list` has `holdout_seed` and `holdout_buckets`, both NULL where nobody is held out; `row` the member's `key`. */
export function isHeldOut(dialect: Dialect, list: string, row: string, key = "identity"): string {
  const hash = (text: string): string => dialect.fnv1a(text);
  const bucket = `${hash(`cast(${hash(`${list}.holdout_seed || ${row}.${key}`)} as ${dialect.types.text})`)} % ${HOLDOUT_BUCKETS}`;
  return `coalesce(${bucket} < ${list}.holdout_buckets, false)`;
}
