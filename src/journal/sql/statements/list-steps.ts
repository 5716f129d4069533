/** The lists of a comparison: whom each should hold beside what was last said there, judged. */
import { REASON } from "../../../domain/receipt.ts";
import type { PlanRequest } from "../../journal.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import type { Sql } from "../tables.ts";
import { identityWithoutAddress } from "./address-steps.ts";
import { classItems, signItems, type Moment } from "./class-columns.ts";
import { hasHoldout, isHeldOut, type Step } from "./exclusions.ts";
import { hashColumns, MEMBERSHIP_HASH, ownerColumn, propertyColumns } from "./member-columns.ts";
import { REFUSED_ITEMS, saidItems } from "./said-columns.ts";

/** A row is joined with its contact by whose it is; where members are the identities, that is the identity. */
export function listSteps(
  { dialect, tables, hashes }: Sql,
  { sync, properties, desired, identifiedBy }: PlanRequest<DesiredRelations>,
  moment: Moment,
): readonly Step[] {
  const isByAddress = identifiedBy === "address";
  const owner = ownerColumn(identifiedBy);
  const contacts = isByAddress ? "contacts_wanted" : "contacts";
  const owners = isByAddress
    ? ",\n    coalesce(d.member_key, s.member_key) as member_key, s.member_key as said_member_key"
    : "";
  const { text } = dialect.types;
  // Who must not be here is not here because a tier is unknown.
  const freeze = hasHoldout(desired)
    ? `case when m.is_data_error then case when ${isHeldOut(dialect, "p", "l", owner)} then null else '${REASON.dataError}' end end`
    : `case when m.is_data_error then '${REASON.dataError}' else cast(null as ${text}) end`;
  const noValues = ["address", "said_address_hash", ...propertyColumns(properties.length)].map(
    (name) => `'' as ${name}`,
  );
  const membership = hashColumns(hashes).map(({ name }) => `'${MEMBERSHIP_HASH}' as ${name}`);
  const constants = `true as is_list, ${membership.join(", ")}, ${noValues.join(", ")}`;
  const contactReason = `case when c.${owner} is null or not c.is_desired then '${REASON.notAMember}' when c.class = 'refused' then c.reason end`;
  return [
    ...(isByAddress ? [identifiedLists()] : []),
    [
      "lists_joined",
      `select coalesce(d.place_no, s.place_no) as place_no, coalesce(d.model, s.model) as model, coalesce(d.identity, s.identity) as identity${owners},
    d.identity is not null as is_desired, d.said_before_ms, ${saidItems("s")}
  from ${isByAddress ? "lists_identified" : "lists_desired"} as d
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
  left join ${contacts} as c on c.${owner} = l.${owner}
  where l.is_desired`,
    ],
    [
      "list_desired_signed",
      `select *,
    case when contact_reason = '${REASON.dataError}' or not (is_live and is_settled) then contact_reason end as rule_reason,
    ${signItems(hashes, moment, identifiedBy)}
  from list_desired_ruled`,
    ],
    ["list_desired", `select *,\n    ${classItems(identifiedBy)}\n  from list_desired_signed`],
    [
      "list_undesired_ruled",
      `select l.*, ${freeze} as rule_reason,
    w.${owner} is not null as must_wait
  from lists_known as l${hasHoldout(desired) ? "\n  inner join planned_lists as p on p.place_no = l.place_no" : ""}
  left join members as m on m.identity = l.${owner}
  left join (select distinct model, ${owner} from list_desired where class = 'waiting') as w on w.model = l.model and w.${owner} = l.${owner}
  where not l.is_desired`,
    ],
    ["list_undesired_signed", `select *,\n    ${signItems(hashes, moment, identifiedBy)}\n  from list_undesired_ruled`],
    ["list_undesired", `select *,\n    ${classItems(identifiedBy)}\n  from list_undesired_signed`],
  ];
}

/** Whom a list should hold, as the contacts know them. */
function identifiedLists(): Step {
  return [
    "lists_identified",
    `select d.place_no, d.model, d.said_before_ms, d.identity as member_key, coalesce(c.identity, ${identityWithoutAddress("d.identity")}) as identity
  from lists_desired as d
  left join contacts_wanted as c on c.member_key = d.identity`,
  ];
}
