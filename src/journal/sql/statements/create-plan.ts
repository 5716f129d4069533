/** Stores the judged rows: what is to be sent, in ordinal order, and what is not, with its reason. */
import { REASON } from "../../../domain/receipt.ts";
import type { PlanRequest } from "../../journal.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { addressHash, newestHash, ownerColumn, propertyColumns } from "./member-columns.ts";

/**
 * The rows of a plan from what was judged. Stored by ordinal, so that a page is a range that skips the rest of the table. Joins are on plain columns that are
 * NULL where no partner is wanted: any other condition makes DuckDB compare every pair of rows.
 */
export function plannedRows(
  { dialect, tables, hashes }: Sql,
  { onLeave, properties, identifiedBy }: Pick<PlanRequest<unknown>, "onLeave" | "properties" | "identifiedBy">,
  judged: string,
): Statement {
  const owner = ownerColumn(identifiedBy);
  // Who is known by an address that changed is left under the old one after the new one was written.
  const follows =
    identifiedBy === "address"
      ? "is_list and class = 'enter' or not is_list and class = 'leave'"
      : "is_list and class = 'enter'";
  const parameters = new Parameters(dialect);
  // Of leaves and of list rows no address was kept.
  const hash = addressHash(dialect, "s.address");
  const names = propertyColumns(properties.length).map((name) => `, s.${name}`);
  return parameters.statement(`with numbered as (
  select *, case when class = 'leave' then 3 when is_list then 2 else 1 end as wave,
    row_number() over (
      order by case when class = 'leave' then 3 when is_list then 2 else 1 end, place_no, class, identity
    ) as ordinal,
    case
      when not is_list then record_id
      when class = 'leave' then coalesce(record_id, contact_record_id)
      else coalesce(contact_record_id, record_id)
    end as written_record_id,
    case when ${follows} then ${owner} end as contact_identity,
    case when is_list and class = 'leave' then ${owner} end as moving_identity,
    case when class = 'leave' then place_no end as left_place_no
  from ${judged}
  where class in ('enter', 'update', 'leave')
),
contact_writes as (
  select ${owner}, ordinal from numbered where not is_list and class <> 'leave'
),
list_enters as (
  select model, ${owner}, min(ordinal) as ordinal from numbered where is_list and class = 'enter' group by model, ${owner}
),
left_records as (
  select distinct place_no, written_record_id as record_id from numbered where class = 'leave'
),
held as (
  select distinct l.place_no, l.record_id
  from left_records as l
  inner join ${judged} as j on j.place_no = l.place_no and j.record_id = l.record_id
  where j.is_desired and j.is_live
),
kept as (
  select distinct l.place_no, l.record_id
  from left_records as l
  inner join ${tables.kept} as k on k.place_no = l.place_no and k.record_id = l.record_id
),
noted as (
  select n.*,
    coalesce(e.ordinal, c.ordinal) as after_ordinal,
    case
      when n.class <> 'leave' then null
      when not n.is_list and ${parameters.boolean(onLeave === "keep")} then '${REASON.kept}'
      when k.record_id is not null then '${REASON.kept}'
      when h.record_id is not null then '${REASON.sameRecord}'
    end as note
  from numbered as n
  left join contact_writes as c on c.${owner} = n.contact_identity
  left join list_enters as e on e.${owner} = n.moving_identity and e.model = n.model
  left join kept as k on k.place_no = n.left_place_no and k.record_id = n.written_record_id
  left join held as h on h.place_no = n.left_place_no and h.record_id = n.written_record_id
)
select s.ordinal, s.wave, s.after_ordinal, s.place_no, s.class as op, s.identity, s.${owner} as member_key,
  s.written_record_id as record_id, case when s.class = 'leave' then '' else s.desired_hash end as said_hash,
  ${newestHash(hashes).version} as hash_version, ${hash} as address_hash, nullif(s.address, '') as address,
  not s.is_list and s.class <> 'leave' and not coalesce(s.is_settled and s.said_address_hash = ${hash}, false) as is_address_changed,
  s.note is null as is_called, s.note${names.join("")}
from noted as s${dialect.storedBy(BY_ORDINAL).order}`);
}

const BY_ORDINAL = ["ordinal"];
export function createPlan(
  sql: Sql,
  request: Pick<PlanRequest<unknown>, "sync" | "onLeave" | "properties" | "identifiedBy">,
  planNo: number,
  judged: string,
): Statement {
  const { text, parameters } = plannedRows(sql, request, judged);
  const { clause } = sql.dialect.storedBy(BY_ORDINAL);
  return { text: `create table ${sql.tables.plan(request.sync, planNo)}${clause} as\n${text}`, parameters };
}

/** So that a page of a plan, and the rows of a batch of answers, cost what they are and not what the plan is. */
export function indexPlan({ dialect, tables }: Sql, sync: string, planNo: number): readonly string[] {
  return dialect.index(tables.plan(sync, planNo), `plan_${sync}_${planNo}_by_ordinal`, ["ordinal"]);
}

export function createUnsent(
  { dialect, tables }: Sql,
  { sync, identifiedBy }: Pick<PlanRequest<unknown>, "sync" | "identifiedBy">,
  planNo: number,
  judged: string,
): Statement {
  const { clause, order } = dialect.storedBy(["place_no", "class", "reason", "identity"]);
  const text = `create table ${tables.unsent(sync, planNo)}${clause} as
select place_no, identity, ${ownerColumn(identifiedBy)} as member_key, class, reason
from ${judged}
where class in ('waiting', 'refused', 'suppressed', 'held_out')${order}`;
  return { text, parameters: [] };
}
