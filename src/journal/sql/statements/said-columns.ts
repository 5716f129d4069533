/** What state holds of a row, under the names that the class columns read. */

/** What was last said, under the names that the class columns read. */
export function saidItems(alias: string): string {
  const isLive = `coalesce(${alias}.said_op <> 'leave' or not ${alias}.is_settled, false)`;
  return `${isLive} as is_live, coalesce(${alias}.is_settled, false) as is_settled,
    ${alias}.said_op, ${alias}.said_hash, ${alias}.hash_version, ${alias}.said_at_ms, ${alias}.record_id`;
}

export const REFUSED_ITEMS =
  "r.op as refused_op, r.said_hash as refused_hash, r.hash_version as refused_hash_version, r.reason as refused_reason, r.next_run_no";
