/**
 * The class of one identity at one place, as SQL: the order of `in-memory/classify.ts`, read from top to bottom.
 *
 * The relation it is laid over has `is_list, is_desired, is_live, is_settled, said_op, said_hash, hash_version,
 * said_at_ms, record_id` (what was last said; NULL for nothing), `desired_hash` (older versions of it besides), `rule_reason`, `must_wait`, and
 * `said_before_ms`, `refused_op, refused_hash, refused_hash_version, refused_reason, next_run_no`. Where people are known by
 * their addresses it has `member_key` and `said_member_key` besides: an address passes from one member to another.
 */
import type { IdentifiedBy } from "../../../domain/identity.ts";
import { REASON } from "../../../domain/receipt.ts";
import { hashColumns, type ContactHash } from "./member-columns.ts";

export interface Moment {
  readonly runNo: string;
  readonly nowMs: string;
  readonly coolDownMs: string;
}

/** Select items `is_backing_off`, `is_contradicting` and `is_equal`; never NULL. */
export function signItems(
  hashes: readonly ContactHash[],
  { runNo, nowMs, coolDownMs }: Moment,
  identifiedBy: IdentifiedBy,
): string {
  const isSameMember = identifiedBy === "address" ? " and said_member_key = member_key" : "";
  const isSame = equalsDesired(hashes, "said_hash", "hash_version");
  const isRefused = equalsDesired(hashes, "refused_hash", "refused_hash_version");
  return `coalesce(is_desired and refused_op <> 'leave' and (${isRefused}) and next_run_no > ${runNo}, false) as is_backing_off,
    coalesce(
      coalesce(said_at_ms, said_before_ms) + ${coolDownMs} > ${nowMs}
      and case when is_desired then said_op is null or said_op = 'leave' or not (${isSame}) else said_op <> 'leave' end,
      false
    ) as is_contradicting,
    coalesce(is_desired and is_live and is_settled and said_op <> 'leave' and (${isSame})${isSameMember}, false) as is_equal`;
}

/** What was said equals what is desired, in the version under which it was said. */
function equalsDesired(hashes: readonly ContactHash[], hash: string, version: string): string {
  return hashColumns(hashes)
    .map((column) => `${hash} = ${column.name} and ${version} = ${column.version}`)
    .join(" or ");
}

/** Select items `class` and `reason`, over the signs. */
export function classItems(identifiedBy: IdentifiedBy): string {
  // Of a list nothing else can differ than whose address it is.
  const otherwise = identifiedBy === "address" ? "case when is_list then 'enter' else 'update' end" : "'update'";
  return `case
      when rule_reason is not null then 'refused'
      when is_backing_off then 'refused'
      when is_contradicting then 'waiting'
      when must_wait and not is_equal then 'waiting'
      when not is_desired then 'leave'
      when not is_live then 'enter'
      when not is_settled and (is_list or record_id is null) then 'enter'
      when not is_settled then 'update'
      when is_equal then 'unchanged'
      else ${otherwise}
    end as class,
    case
      when rule_reason is not null then rule_reason
      when is_backing_off then refused_reason
      when is_contradicting then '${REASON.coolDown}'
      when must_wait and not is_equal then '${REASON.predecessor}'
    end as reason`;
}
