/** The contacts of a comparison: desired members beside what was last said of them, judged. */
import { REASON } from "../../../domain/receipt.ts";
import type { PlanRequest } from "../../journal.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import type { Parameters } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { classItems, signItems, type Moment } from "./class-columns.ts";
import { isExamined, type Step } from "./exclusions.ts";
import { addressHash, hashColumns, propertyColumns } from "./member-columns.ts";
import { REFUSED_ITEMS, saidItems } from "./said-columns.ts";

/** Where the members are the identities. */
export function contactSteps(
  { dialect, tables, hashes }: Sql,
  parameters: Parameters,
  request: PlanRequest<DesiredRelations>,
  moment: Moment,
  saidBefore: ReadonlyMap<number, number | null>,
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
    ["contacts_signed", `select *,\n    ${signItems(hashes, moment, "member")}\n  from contacts_ruled`],
    [
      "contacts",
      `select *, ${nothing} as model, ${nothing} as contact_record_id,
    ${classItems("member")}
  from contacts_signed`,
    ],
  ];
}

export function subtractedContacts(placeNo: string, isInFile: string): Step {
  return [
    "contacts_subtracted",
    `select ${placeNo} as place_no, identity, block_reason as reason
  from members_examined
  where block_reason is not null and ${isInFile}`,
  ];
}
