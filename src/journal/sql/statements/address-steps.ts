/**
 * The contacts of a comparison where people are known by their addresses: `in-memory/identities.ts`, set-based. Until here
 * everything goes by the member's key; from here on a row has the identity at the destination, and the key beside it.
 */
import { REASON } from "../../../domain/receipt.ts";
import type { PlanRequest } from "../../journal.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import type { Parameters } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { classItems, signItems, type Moment } from "./class-columns.ts";
import { subtractedContacts } from "./contact-steps.ts";
import { isExamined, type Step } from "./exclusions.ts";
import { hashColumns, propertyColumns } from "./member-columns.ts";
import { REFUSED_ITEMS, saidItems } from "./said-columns.ts";

const IS_LIVE = "s.said_op <> 'leave' or not s.is_settled";

/** As `domain/identity.ts` has it, over an expression for the member's key. */
export function identityWithoutAddress(memberKey: string): string {
  return `' ' || ${memberKey}`;
}

/** `contacts_wanted` and `contacts_unwanted`, judged; what is not desired may wait for what is. */
export function addressSteps(
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
  const written = [...hashColumns(hashes).map(({ name }) => name), ...propertyColumns(request.properties.length)];
  const values = written.map((name) => `, m.${name}`).join("");
  const nothing = `cast(null as ${dialect.types.text})`;
  const judged = (from: string): string => `select *, ${nothing} as model, ${nothing} as contact_record_id,
    ${classItems("address")}
  from ${from}`;
  const signed = (from: string): string => `select *,\n    ${signItems(hashes, moment, "address")}\n  from ${from}`;
  return [
    ...(isExamined(request.desired) ? [subtractedContacts(placeNo, isInFile)] : []),
    ["synced_contacts", `select * from ${tables.synced(request.sync)} as said where place_no = ${placeNo}`],
    ...identitySteps(isInFile, values),
    [
      "contacts_joined",
      `select coalesce(m.identity, s.identity) as identity, coalesce(m.member_key, s.member_key) as member_key, s.member_key as said_member_key,
    m.identity is not null as is_desired, m.identity_reason, m.address${values}, ${saidItems("s")}, s.address_hash as said_address_hash
  from members_identified as m
  full outer join synced_contacts as s on s.identity = m.identity`,
    ],
    [
      "contacts_known",
      `select j.*, ${REFUSED_ITEMS}, ${placeNo} as place_no, ${saidBeforeMs} as said_before_ms, false as is_list
  from contacts_joined as j
  left join ${tables.refused(request.sync)} as r on r.place_no = ${placeNo} and r.identity = j.identity
  where j.is_desired or j.is_live`,
    ],
    [
      "contacts_wanted_ruled",
      "select *, identity_reason as rule_reason, false as must_wait\n  from contacts_known\n  where is_desired",
    ],
    ["contacts_wanted_signed", signed("contacts_wanted_ruled")],
    ["contacts_wanted", judged("contacts_wanted_signed")],
    [
      "contacts_unwanted_ruled",
      `select k.*, case when m.is_data_error then '${REASON.dataError}' end as rule_reason, w.member_key is not null as must_wait
  from contacts_known as k
  left join members_identified as m on m.member_key = k.member_key
  left join (select member_key from contacts_wanted where class = 'waiting') as w on w.member_key = k.member_key
  where not k.is_desired`,
    ],
    ["contacts_unwanted_signed", signed("contacts_unwanted_ruled")],
    ["contacts_unwanted", judged("contacts_unwanted_signed")],
  ];
}

/**
 * `members_identified`: each member whom the contacts should hold, with the `identity` there and, if they may not be told
 * anything, the `identity_reason`. A member with a data error has the address under which we know them there.
 */
function identitySteps(isInFile: string, values: string): readonly Step[] {
  return [
    [
      "held_addresses",
      `select m.identity as member_key, coalesce(max(case when s.identity = m.address then s.identity end), min(s.identity)) as address
  from members as m
  inner join synced_contacts as s on s.member_key = m.identity
  where m.is_data_error and (${IS_LIVE})
  group by m.identity`,
    ],
    [
      "used_addresses",
      `select m.identity as member_key, coalesce(h.address, m.address) as address
  from members as m
  left join held_addresses as h on h.member_key = m.identity`,
    ],
    ["shared_addresses", "select address from used_addresses where address <> '' group by address having count(*) > 1"],
    [
      "address_holders",
      `select a.address, coalesce(s.member_key, '') as holder
  from shared_addresses as a
  left join (select identity, member_key from synced_contacts as s where ${IS_LIVE}) as s on s.identity = a.address`,
    ],
    [
      "members_identified",
      `select m.identity as member_key, m.address, m.is_data_error${values},
    case when u.address = '' or a.holder <> m.identity then ${identityWithoutAddress("m.identity")} else u.address end as identity,
    case
      when m.is_data_error then '${REASON.dataError}'
      when u.address = '' then '${REASON.noAddress}'
      when a.holder <> m.identity then '${REASON.sharedAddress}'
    end as identity_reason
  from members as m
  inner join used_addresses as u on u.member_key = m.identity
  left join address_holders as a on a.address = u.address
  where ${isInFile}`,
    ],
  ];
}
