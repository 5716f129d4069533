/** Which member each list of a plan should hold, as steps of the comparison. */
import type { ColumnType, Dialect } from "../../../warehouse/dialect.ts";
import type { Cell } from "../../../warehouse/warehouse.ts";
import type { PlanRequest } from "../../journal.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import type { Parameters } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { exclusionOfListed, hasHoldout, isExamined, type Step } from "./exclusions.ts";

const DISTINCT_AUDIENCE_MEMBERS: Step = [
  "audience_members",
  `select model, identity, min(audience) as audience
  from audience_rows
  where identity <> ''
  group by model, identity`,
];

/** Which member each list should hold; a member whom a model names twice counts once. */
export function audienceSteps(
  { dialect }: Sql,
  parameters: Parameters,
  { desired, places }: PlanRequest<DesiredRelations>,
  hasDuplicates: boolean,
  saidBefore: ReadonlyMap<number, number | null>,
): readonly Step[] {
  const { text } = dialect.types;
  const lists = plannedLists({ desired, places }, saidBefore);
  const rows = desired.audiences.map(
    ({ model, relation, key, audience }) =>
      `select ${parameters.text(model)} as model, cast(${dialect.quote(audience)} as ${text}) as audience, coalesce(cast(${dialect.quote(key)} as ${text}), '') as identity
  from ${relation}`,
  );
  const none = `select cast(null as ${text}) as model, cast(null as ${text}) as audience, '' as identity where false`;
  return [
    [
      "planned_lists",
      `select ${Object.keys(lists.columns).join(", ")}\n  from ${parameters.records(lists.columns, lists.records)} as planned`,
    ],
    ["audience_rows", rows.length === 0 ? none : rows.join("\n  union all\n  ")],
    ...(hasDuplicates ? [DISTINCT_AUDIENCE_MEMBERS] : []),
    ...desiredLists(dialect, desired, hasDuplicates ? "audience_members" : "audience_rows"),
  ];
}

/** The lists of this plan as records for a parameter. */
function plannedLists(
  { desired, places }: Pick<PlanRequest<DesiredRelations>, "desired" | "places">,
  saidBefore: ReadonlyMap<number, number | null>,
): {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly records: readonly Readonly<Record<string, Cell>>[];
} {
  const isHolding = hasHoldout(desired);
  const columns = {
    place_no: "bigint",
    model: "text",
    audience: "text",
    is_in_file: "boolean",
    said_before_ms: "bigint",
  } as const;
  const lists = places.filter(({ place }) => place.kind === "list");
  return {
    columns: isHolding ? { ...columns, holdout_seed: "text", holdout_buckets: "bigint" } : columns,
    records: lists.map(({ place: { placeNo, model, audience }, isInFile }) => {
      const holdout = desired.audiences.find((each) => each.model === model)?.holdout ?? null;
      const held = { holdout_seed: holdout?.seed ?? null, holdout_buckets: holdout?.buckets ?? null };
      const list = { place_no: placeNo, model, audience, is_in_file: isInFile };
      return { ...list, said_before_ms: saidBefore.get(placeNo) ?? null, ...(isHolding ? held : {}) };
    }),
  };
}

function desiredLists(dialect: Dialect, desired: DesiredRelations, listed: string): readonly Step[] {
  const from = `from ${listed} as a
  inner join planned_lists as p on p.model = a.model and p.audience = a.audience`;
  if (!isExamined(desired) && !hasHoldout(desired))
    return [
      ["lists_desired", `select p.place_no, p.model, p.said_before_ms, a.identity\n  ${from}\n  where p.is_in_file`],
    ];
  const { reason, joins } = exclusionOfListed(dialect, desired);
  return [
    [
      "lists_wanted",
      `select p.place_no, p.model, p.said_before_ms, a.identity,\n    ${reason} as reason\n  ${from}${joins}\n  where p.is_in_file`,
    ],
    ["lists_desired", "select place_no, model, said_before_ms, identity from lists_wanted where reason is null"],
  ];
}
