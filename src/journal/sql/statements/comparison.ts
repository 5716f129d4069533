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
import { classItems, signItems, type Moment } from "./class-columns.ts";
import { audienceSteps } from "./desired-lists.ts";
import { examinedMembers, hasHoldout, isExamined, isHeldOut, type Step } from "./exclusions.ts";
import { addressHash, hashColumns, MEMBERSHIP_HASH, memberItems, propertyColumns } from "./member-columns.ts";

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
  // A step that is there but not needed still costs: what several steps read is kept whole in between.
  const hasLists = request.places.some(({ place }) => place.kind === "list");
  const steps = [
    ...memberSteps(sql, parameters, request, hasDuplicates),
    ...contactSteps(sql, parameters, request, moment, saidBefore),
    ...(hasLists ? audienceSteps(sql, parameters, request, hasDuplicates, saidBefore) : []),
    ...(hasLists ? listSteps(sql, request, moment) : []),
  ];
  const columns = judgedColumns(request.properties.length);
  const judged = ["contacts", ...(hasLists ? ["list_desired", "list_undesired"] : [])];
  const rows = [...judged.map((step) => `select ${columns} from ${step}`), ...subtractedRows(sql, request, hasLists)];
  return parameters.statement(`with ${steps.map(([name, text]) => `${name} as (\n  ${text}\n)`).join(",\n")}
${rows.join("\nunion all\n")}`);
}

/** Of rows that stay as they are only the record is kept: most rows are, and storing them whole costs most. */
function judgedColumns(propertyCount: number): string {
  const changing = ["model", "identity", "desired_hash", "said_address_hash", "contact_record_id"];
  const written = ["address", ...propertyColumns(propertyCount)];
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

/** What was last said, under the names that the class columns read. */
function saidItems(alias: string): string {
  const isLive = `coalesce(${alias}.said_op <> 'leave' or not ${alias}.is_settled, false)`;
  return `${isLive} as is_live, coalesce(${alias}.is_settled, false) as is_settled,
    ${alias}.said_op, ${alias}.said_hash, ${alias}.hash_version, ${alias}.said_at_ms, ${alias}.record_id`;
}

const REFUSED_ITEMS =
  "r.op as refused_op, r.said_hash as refused_hash, r.hash_version as refused_hash_version, r.reason as refused_reason, r.next_run_no";

function contactSteps(
  { dialect, tables, hashes }: Sql,
  parameters: Parameters,
  request: PlanRequest<DesiredRelations>,
  moment: Moment,
  saidBefore: ComparisonFacts["saidBefore"],
): readonly Step[] {
  const planned = request.places.find(({ place }) => place.kind === "contact");
  const placeNo = parameters.bigint(planned?.place.placeNo ?? 0);
  const saidBeforeMs = parameters.bigint(saidBefore.get(planned?.place.placeNo ?? 0) ?? null);
  const isInFile = parameters.boolean(planned?.isInFile ?? false);
  const properties = propertyColumns(request.properties.length);
  const memberColumns = properties.map((name) => `, m.${name}`).join("");
  const hashNames = hashColumns(hashes).map(({ name }) => `, m.${name}`);
  const nothing = `cast(null as ${dialect.types.text})`;
  return [
    ...(isExamined(request.desired) ? [subtractedContacts(placeNo, isInFile)] : []),
    ["synced_contacts", `select * from ${tables.synced(request.sync)} as said where place_no = ${placeNo}`],
    ["shared_addresses", "select address from members where address <> '' group by address having count(*) > 1"],
    [
      "address_holders",
      `select address, case when sum(is_holder) = 1 then max(case when is_holder = 1 then identity end) else '' end as holder
  from (
    select m.address, m.identity,
      case when s.record_id is not null and s.address_hash = ${addressHash(dialect, "m.address")} and (s.said_op <> 'leave' or not s.is_settled) then 1 else 0 end as is_holder
    from members as m
    inner join shared_addresses as a on a.address = m.address
    left join synced_contacts as s on s.identity = m.identity
  ) as carriers
  group by address`,
    ],
    [
      "contacts_joined",
      `select coalesce(m.identity, s.identity) as identity, m.identity is not null as is_desired, m.is_data_error,
    m.address${hashNames.join("")}, ${saidItems("s")}, s.address_hash as said_address_hash${memberColumns}
  from (select * from members where ${isInFile}) as m
  full outer join synced_contacts as s on s.identity = m.identity`,
    ],
    [
      "contacts_ruled",
      `select j.*, ${REFUSED_ITEMS}, ${placeNo} as place_no, ${saidBeforeMs} as said_before_ms, false as is_list, false as must_wait,
    case
      when not j.is_desired then null
      when j.is_data_error then '${REASON.dataError}'
      when a.holder <> j.identity then '${REASON.sharedAddress}'
      when j.address = '' and j.record_id is null then '${REASON.noAddress}'
    end as rule_reason
  from contacts_joined as j
  left join address_holders as a on a.address = j.address
  left join ${tables.refused(request.sync)} as r on r.place_no = ${placeNo} and r.identity = j.identity
  where j.is_desired or j.is_live`,
    ],
    ["contacts_signed", `select *,\n    ${signItems(hashes, moment)}\n  from contacts_ruled`],
    [
      "contacts",
      `select *, ${nothing} as model, ${nothing} as contact_record_id,
    ${classItems()}
  from contacts_signed`,
    ],
  ];
}

function subtractedContacts(placeNo: string, isInFile: string): Step {
  return [
    "contacts_subtracted",
    `select ${placeNo} as place_no, identity, block_reason as reason
  from members_examined
  where block_reason is not null and ${isInFile}`,
  ];
}

/** Who was subtracted, in the order of `judgedColumns`. */
function subtractedRows(
  { dialect }: Sql,
  { desired, properties }: PlanRequest<DesiredRelations>,
  hasLists: boolean,
): readonly string[] {
  const nothing = `cast(null as ${dialect.types.text})`;
  const values = propertyColumns(properties.length).map(() => "''");
  const select = (from: string, isList: boolean): string =>
    `select place_no, ${isList}, false, false, false,
  case when reason = '${REASON.heldOut}' then 'held_out' else 'suppressed' end, reason, ${nothing},
  ${nothing}, identity, ${nothing}, ${nothing}, ${nothing}, ${["''", ...values].join(", ")}
from ${from}`;
  return [
    ...(isExamined(desired) ? [select("contacts_subtracted", false)] : []),
    ...(hasLists && (isExamined(desired) || hasHoldout(desired))
      ? [select("lists_wanted\nwhere reason is not null", true)]
      : []),
  ];
}

function listSteps(
  { dialect, tables, hashes }: Sql,
  { sync, properties, desired }: PlanRequest<DesiredRelations>,
  moment: Moment,
): readonly Step[] {
  const { text } = dialect.types;
  // Who must not be here is not here because a tier is unknown.
  const freeze = hasHoldout(desired)
    ? `case when m.is_data_error then case when ${isHeldOut(dialect, "p", "l")} then null else '${REASON.dataError}' end end`
    : `case when m.is_data_error then '${REASON.dataError}' else cast(null as ${text}) end`;
  const noValues = ["address", "said_address_hash", ...propertyColumns(properties.length)].map(
    (name) => `'' as ${name}`,
  );
  const membership = hashColumns(hashes).map(({ name }) => `'${MEMBERSHIP_HASH}' as ${name}`);
  const constants = `true as is_list, ${membership.join(", ")}, ${noValues.join(", ")}`;
  const contactReason = `case when c.identity is null or not c.is_desired then '${REASON.notAMember}' when c.class = 'refused' then c.reason end`;
  return [
    [
      "lists_joined",
      `select coalesce(d.place_no, s.place_no) as place_no, coalesce(d.model, s.model) as model, coalesce(d.identity, s.identity) as identity,
    d.identity is not null as is_desired, d.said_before_ms, ${saidItems("s")}
  from lists_desired as d
  full outer join (
    select said.*, p.model
    from ${tables.synced(sync)} as said
    inner join planned_lists as p on p.place_no = said.place_no
  ) as s on s.place_no = d.place_no and s.identity = d.identity`,
    ],
    [
      "lists_known",
      `select j.*, ${REFUSED_ITEMS}, k.record_id as contact_record_id, ${constants}
  from lists_joined as j
  left join synced_contacts as k on k.identity = j.identity
  left join ${tables.refused(sync)} as r on r.place_no = j.place_no and r.identity = j.identity
  where j.is_desired or j.is_live`,
    ],
    [
      "list_desired_ruled",
      `select l.*, ${contactReason} as contact_reason,
    coalesce(c.class = 'waiting' and not (c.is_live and c.record_id is not null), false) as must_wait
  from lists_known as l
  left join contacts as c on c.identity = l.identity
  where l.is_desired`,
    ],
    [
      "list_desired_signed",
      `select *,
    case when contact_reason = '${REASON.dataError}' or not (is_live and is_settled) then contact_reason end as rule_reason,
    ${signItems(hashes, moment)}
  from list_desired_ruled`,
    ],
    ["list_desired", `select *,\n    ${classItems()}\n  from list_desired_signed`],
    [
      "list_undesired_ruled",
      `select l.*, ${freeze} as rule_reason,
    w.identity is not null as must_wait
  from lists_known as l${hasHoldout(desired) ? "\n  inner join planned_lists as p on p.place_no = l.place_no" : ""}
  left join members as m on m.identity = l.identity
  left join (select distinct model, identity from list_desired where class = 'waiting') as w on w.model = l.model and w.identity = l.identity
  where not l.is_desired`,
    ],
    ["list_undesired_signed", `select *,\n    ${signItems(hashes, moment)}\n  from list_undesired_ruled`],
    ["list_undesired", `select *,\n    ${classItems()}\n  from list_undesired_signed`],
  ];
}
