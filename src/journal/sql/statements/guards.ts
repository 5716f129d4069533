/** What a write tests inside its own statement, so that a late runner's changes nothing. */
import type { Lease } from "../../journal.ts";
import type { Parameters } from "../parameters.ts";
import type { Sql } from "../tables.ts";

export type Held = Pick<Lease, "sync" | "fence">;

/** The lease is still the newest, and no other is taken until the transaction ends. */
export function isHeld({ dialect, tables }: Sql, parameters: Parameters, { sync, fence }: Held): string {
  return `exists (select 1 from ${tables.leases} where sync = ${parameters.text(sync)} and fence = ${parameters.bigint(fence)}${dialect.rowLock ?? ""})`;
}

/** The lease is still the newest and the plan is being applied. */
export function isApplying(sql: Sql, parameters: Parameters, held: Held, planNo: number): string {
  const { plans } = sql.tables;
  return `${isHeld(sql, parameters, held)}
  and exists (select 1 from ${plans} where plan_no = ${parameters.bigint(planNo)} and sync = ${parameters.text(held.sync)} and state = 'applying')`;
}
