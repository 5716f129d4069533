/** Deliveries of the report: one row for each kind from the beginning, changed only by who knows what it says. */
import type { ReportDelivery } from "../../delivery-book.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

/**
 * The rows, where they are missing. A claim changes a row and never makes one: of two that change the same row a server lets
 * one wait for the other, and of two that insert it lets both.
 */
export function insertDeliveries({ dialect, tables }: Sql): Statement {
  const { bigint } = dialect.types;
  const text = `insert into ${tables.reportDeliveries} (what, at_ms)
select n.what, cast(null as ${bigint}) as at_ms
from (select 'report' as what union all select 'digest' as what) as n
where not exists (select 1 from ${tables.reportDeliveries} as d where d.what = n.what)`;
  return { text, parameters: [] };
}

export function selectDelivery({ dialect, tables }: Sql, what: ReportDelivery): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select max(at_ms) as at_ms from ${tables.reportDeliveries}
where what = ${parameters.text(what)}`);
}

/** Changes nothing where `at_ms` is no longer `beforeMs`. */
export function claimDelivery(
  { dialect, tables }: Sql,
  what: ReportDelivery,
  beforeMs: number | null,
  atMs: number | null,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.reportDeliveries} set at_ms = ${parameters.bigint(atMs)}
where what = ${parameters.text(what)} and at_ms is not distinct from ${parameters.bigint(beforeMs)}`);
}
