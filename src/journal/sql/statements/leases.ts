/** The lease of a sync: one row, whose fence grows each time it is taken. */
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import type { Held } from "./guards.ts";

export function insertLease({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.leases} (sync, fence, holder)
select ${parameters.text(sync)}, 0, ${parameters.text(null)}
from (select 1 as one) as once
where not exists (select 1 from ${tables.leases} where sync = ${parameters.text(sync)})`);
}

export interface LeaseHolder {
  readonly sync: string;
  /** Names one journal among all. */
  readonly holder: string;
}

export interface TakingLease extends LeaseHolder {
  readonly nowMs: number;
  /** Null: it does not expire. */
  readonly leaseMs: number | null;
}

/** Changes no row while somebody holds it. One that does not expire is a dead journal's if it is not this one's. */
export function takeLease({ dialect, tables }: Sql, { sync, holder, nowMs, leaseMs }: TakingLease): Statement {
  const parameters = new Parameters(dialect);
  const expiry = leaseMs === null ? null : nowMs + leaseMs;
  return parameters.statement(`update ${tables.leases}
set fence = fence + 1, holder = ${parameters.text(holder)}, expires_at_ms = ${parameters.bigint(expiry)}
where sync = ${parameters.text(sync)}
  and (
    holder is null or expires_at_ms <= ${parameters.bigint(nowMs)}
    or expires_at_ms is null and holder <> ${parameters.text(holder)}
  )`);
}

/** Changes no row once another one took it. */
export function renewLease(
  { dialect, tables }: Sql,
  { sync, fence, holder }: LeaseHolder & Held,
  expiresAtMs: number,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.leases}
set expires_at_ms = ${parameters.bigint(expiresAtMs)}
where sync = ${parameters.text(sync)} and fence = ${parameters.bigint(fence)} and holder = ${parameters.text(holder)}`);
}

/**
 * Where nothing locks a row, a step of every transaction that must not be passed by a newer lease: it changes nothing, but
 * meets whoever takes the lease at this moment, and one of the two is refused.
 */
export function touchLease({ dialect, tables }: Sql, { sync, fence }: Held): readonly Statement[] {
  if (dialect.rowLock !== null) return [];
  const parameters = new Parameters(dialect);
  return [
    parameters.statement(`update ${tables.leases}
set fence = fence
where sync = ${parameters.text(sync)} and fence = ${parameters.bigint(fence)}`),
  ];
}

export function endLease({ dialect, tables }: Sql, { sync, fence }: Held): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.leases}
set holder = null
where sync = ${parameters.text(sync)} and fence = ${parameters.bigint(fence)}`);
}

export function selectFence({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(
    `select fence, holder, expires_at_ms from ${tables.leases} where sync = ${parameters.text(sync)}`,
  );
}

export function selectSyncs({ tables }: Sql): Statement {
  return { text: `select sync from ${tables.leases} order by sync`, parameters: [] };
}
