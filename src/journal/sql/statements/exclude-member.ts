/** Why one member is subtracted from what the models name: by the steps of a plan, over the same relations. */
import { InvariantError } from "../../../domain/errors.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { examinedMembers, exclusionOfListed, hasHoldout, isExamined, type Step } from "./exclusions.ts";
import { memberItems } from "./member-columns.ts";

/** False: nothing is asked of anybody, and there is no such statement. */
export function isExcluding(desired: DesiredRelations): boolean {
  return isExamined(desired) || hasHoldout(desired);
}

/**
 * One row per model of lists, and one for the contacts with `model` NULL: `reason`, NULL where nothing speaks against the
 * member. All members are read, since a suppressed address may be another one's.
 */
export function excludeMember(
  { dialect }: Pick<Sql, "dialect">,
  desired: DesiredRelations,
  identity: string,
): Statement {
  if (!isExcluding(desired)) throw new InvariantError("nothing_excluded", "This sync subtracts nobody.");
  const parameters = new Parameters(dialect);
  const { text } = dialect.types;
  const isMemberAsked = isExamined(desired);
  const shape = { model: "text", holdout_seed: "text", holdout_buckets: "bigint" } as const;
  const lists = desired.audiences.map(({ model, holdout }) => ({
    model,
    holdout_seed: holdout?.seed ?? null,
    holdout_buckets: holdout?.buckets ?? null,
  }));
  const read = memberItems(dialect, { ...desired.members, properties: [] }).join(", ");
  const steps: readonly Step[] = [
    ["asked", `select ${parameters.text(identity)} as identity`],
    ["lists", `select model, holdout_seed, holdout_buckets from ${parameters.records(shape, lists)} as r`],
    ...(isMemberAsked
      ? [
          ["members_read", `select ${read}\n  from ${desired.members.relation}`] as const,
          ...examinedMembers(dialect, desired, "members_read", ["identity"]),
        ]
      : []),
  ];
  const contacts = isMemberAsked
    ? "max(e.block_reason) as reason\nfrom asked as a\nleft join members_examined as e on e.identity = a.identity"
    : `cast(null as ${text}) as reason`;
  const { reason, joins } = exclusionOfListed(dialect, desired);
  return parameters.statement(`with ${steps.map(([name, query]) => `${name} as (\n  ${query}\n)`).join(",\n")}
select cast(null as ${text}) as model, ${contacts}
union all
select p.model, max(${reason}) as reason
from asked as a
cross join lists as p${joins}
group by p.model`);
}
