/** The lease of a sync: one row, whose fence grows each time it is taken. */
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import type { Held } from "./guards.ts";

export function insertLease({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.leases} (sync, fence, holder)
select ${parameters.text(sync)}, 0, null
from (select 1 as one) as once
where not exists (select 1 from ${tables.leases} where sync = ${parameters.text(sync)})`);
}

/** Changes no row while this very journal holds the lease already. A lease of another journal is a dead one's. */
export function takeLease({ dialect, tables }: Sql, sync: string, holder: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.leases}
set fence = fence + 1, holder = ${parameters.text(holder)}
where sync = ${parameters.text(sync)} and (holder is null or holder <> ${parameters.text(holder)})`);
}

export function endLease({ dialect, tables }: Sql, { sync, fence }: Held): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.leases}
set holder = null
where sync = ${parameters.text(sync)} and fence = ${parameters.bigint(fence)}`);
}

export function selectFence({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select fence, holder from ${tables.leases} where sync = ${parameters.text(sync)}`);
}

export function selectSyncs({ tables }: Sql): Statement {
  return { text: `select sync from ${tables.leases} order by sync`, parameters: [] };
}
