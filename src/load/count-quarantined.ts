/** How many rows lie in quarantine, and how many of them nobody has mended. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Statements } from "../warehouse/warehouse.ts";
import { QUARANTINE, RAW_SCHEMA, rawTables } from "./raw-tables.ts";

export interface QuarantineCount {
  readonly rows: number;
  /** Those whose id no loaded row has: not mended yet. A row whose id cannot be told counts here until it is deleted. */
  readonly open: number;
}

/** `raw.quarantine` exists once anything was kept there, and the raw tables with it. */
export async function countQuarantined(statements: Statements, dialect: Dialect): Promise<QuarantineCount> {
  const mended = rawTables.map(
    ({ name, key }) => `(q.source_table = ${dialect.literal(name)} and exists (
      select 1 from ${dialect.relation(RAW_SCHEMA, name)} as t where t.${key} = ${dialect.trim("q.record_key")}))`,
  );
  const [row] = await statements.rows(
    `select count(*) as quarantined, count(case when ${mended.join(" or ")} then 1 end) as mended
    from ${dialect.relation(RAW_SCHEMA, QUARANTINE)} as q`,
  );
  const rows = Number(row?.["quarantined"] ?? 0);
  return { rows, open: rows - Number(row?.["mended"] ?? 0) };
}
