/**
 * The comparison of desired with synced: one query, one full outer join per universe (contacts, lists). Its rows, kept
 * under the name `judged`, are one per identity and place, from which the plan is stored and counted; besides, one row
 * of class `suppressed` or `held_out` per identity that was subtracted from what a place should hold.
 */
import { REASON } from "../../../domain/receipt.ts";
import type { PlanRequest } from "../../journal.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { addressSteps, identityWithoutAddress } from "./address-steps.ts";
import type { Moment } from "./class-columns.ts";
import { contactSteps } from "./contact-steps.ts";
import { audienceSteps } from "./desired-lists.ts";
import { examinedMembers, hasHoldout, isExamined, type Step } from "./exclusions.ts";
import { listSteps } from "./list-steps.ts";
import { hashColumns, memberItems, propertyColumns } from "./member-columns.ts";

export interface ComparisonFacts {
  readonly nowMs: number;
  readonly hasDuplicates: boolean;
  /** By place: when something may last have been said there that is not in its rows; null for never. */
  readonly saidBefore: ReadonlyMap<number, number | null>;
}

/**
 * `hasDuplicates`: some source holds a key twice, or none in a row. Only then are keys made distinct, which costs a
 * third of the whole when there are a million.
 */
export function comparison(
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  { nowMs, hasDuplicates, saidBefore }: ComparisonFacts,
): Statement {
  const parameters = new Parameters(sql.dialect);
  const moment: Moment = {
    runNo: parameters.bigint(request.runNo),
    nowMs: parameters.bigint(nowMs),
    coolDownMs: parameters.bigint(request.coolDownMs),
  };
  const isByAddress = request.identifiedBy === "address";
  // A step that is there but not needed still costs: what several steps read is kept whole in between.
  const hasLists = request.places.some(({ place }) => place.kind === "list");
  const steps = [
    ...memberSteps(sql, parameters, request, hasDuplicates),
    ...(isByAddress ? addressSteps : contactSteps)(sql, parameters, request, moment, saidBefore),
    ...(hasLists ? audienceSteps(sql, parameters, request, hasDuplicates, saidBefore) : []),
    ...(hasLists ? listSteps(sql, request, moment) : []),
  ];
  const columns = judgedColumns(request);
  const contacts = isByAddress ? ["contacts_wanted", "contacts_unwanted"] : ["contacts"];
  const judged = [...contacts, ...(hasLists ? ["list_desired", "list_undesired"] : [])];
  const rows = [...judged.map((step) => `select ${columns} from ${step}`), ...subtractedRows(sql, request, hasLists)];
  return parameters.statement(`with ${steps.map(([name, text]) => `${name} as (\n  ${text}\n)`).join(",\n")}
${rows.join("\nunion all\n")}`);
}

/** Of rows that stay as they are only the record is kept: most rows are, and storing them whole costs most. */
function judgedColumns({ properties, identifiedBy }: PlanRequest<DesiredRelations>): string {
  const owner = identifiedBy === "address" ? ["identity", "member_key"] : ["identity"];
  const changing = ["model", ...owner, "desired_hash", "said_address_hash", "contact_record_id"];
  const written = ["address", ...propertyColumns(properties.length)];
  return [
    "place_no, is_list, is_desired, is_live, is_settled, class, reason, record_id",
    ...changing.map((name) => `case when class <> 'unchanged' then ${name} end as ${name}`),
    ...written.map((name) => `case when class in ('enter', 'update') then ${name} else '' end as ${name}`),
  ].join(", ");
}

function memberSteps(
  { dialect, hashes }: Sql,
  parameters: Parameters,
  { desired, mappingHash }: PlanRequest<DesiredRelations>,
  hasDuplicates: boolean,
): readonly Step[] {
  const { members } = desired;
  const properties = propertyColumns(members.properties.length);
  const values = ["identity", "address", "is_data_error", ...properties];
  const names = hashColumns(hashes).map(({ name }) => name);
  const mapping = parameters.text(mappingHash);
  const hashed = hashes.map(
    ({ expression }, index) => `${expression(dialect, mapping, properties.length)} as ${names[index]}`,
  );
  const read = members.consent === null ? values : [...values, "has_consent"];
  const once = hasDuplicates ? "members_once" : "members_read";
  return [
    ["members_read", `select ${memberItems(dialect, members).join(",\n    ")}\n  from ${members.relation}`],
    ...(hasDuplicates ? [rankedMembers(read), onceEach(read)] : []),
    ...(isExamined(desired) ? examinedMembers(dialect, desired, once, values) : []),
    [
      "members",
      `select ${values.join(", ")},
    ${hashed.join(",\n    ")}
  from ${isExamined(desired) ? "members_examined\n  where block_reason is null" : once}`,
    ],
  ];
}

/** The first of each key, by its values: which one is left open, but it must not change from plan to plan. */
function rankedMembers(values: readonly string[]): Step {
  return [
    "members_ranked",
    `select ${values.join(", ")},
    row_number() over (partition by identity order by ${values.slice(1).join(", ")}) as copy_no
  from members_read
  where identity <> ''`,
  ];
}

function onceEach(values: readonly string[]): Step {
  return ["members_once", `select ${values.join(", ")} from members_ranked where copy_no = 1`];
}

/** Who was subtracted, in the order of `judgedColumns`. */
function subtractedRows(
  { dialect }: Sql,
  { desired, properties, identifiedBy }: PlanRequest<DesiredRelations>,
  hasLists: boolean,
): readonly string[] {
  const nothing = `cast(null as ${dialect.types.text})`;
  const values = propertyColumns(properties.length).map(() => "''");
  const whom = identifiedBy === "address" ? `${identityWithoutAddress("identity")}, identity` : "identity";
  const select = (from: string, isList: boolean): string =>
    `select place_no, ${isList}, false, false, false,
  case when reason = '${REASON.heldOut}' then 'held_out' else 'suppressed' end, reason, ${nothing},
  ${nothing}, ${whom}, ${nothing}, ${nothing}, ${nothing}, ${["''", ...values].join(", ")}
from ${from}`;
  return [
    ...(isExamined(desired) ? [select("contacts_subtracted", false)] : []),
    ...(hasLists && (isExamined(desired) || hasHoldout(desired))
      ? [select("lists_wanted\nwhere reason is not null", true)]
      : []),
  ];
}
