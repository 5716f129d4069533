/** Rows of a plan, read in ordinal order. */
import type { Wave } from "../../../domain/change.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { propertyColumns } from "./member-columns.ts";
import { answered } from "./receipts.ts";

export interface PlanTable {
  readonly sync: string;
  readonly planNo: number;
  readonly propertyCount: number;
}

/** Ordinals above `after` and up to `until`. */
export interface ChangeRange {
  readonly wave: Wave;
  readonly after: number;
  readonly until: number;
}

/** The bounds of `after_ordinal` within a range. */
export interface Predecessors {
  readonly first: number;
  readonly last: number;
}

/** The columns of a change, with their expressions over the plan `p` and, if any, the receipts `b` of the rows before. */
function changeColumns(
  propertyCount: number,
  hasPredecessors = true,
): readonly (readonly [name: string, expression: string])[] {
  const plain = ["ordinal", "wave", "place_no", "op", "identity", "address", "is_address_changed"];
  return [
    ...plain.map((name) => [name, `p.${name}`] as const),
    // Usually the same: a text less to carry over.
    ["member_key", "nullif(p.member_key, p.identity)"],
    // An enter at a list is about the contact as this plan has just written it.
    [
      "record_id",
      hasPredecessors
        ? "case when p.op = 'leave' then p.record_id else coalesce(b.record_id, p.record_id) end"
        : "p.record_id",
    ],
    ...propertyColumns(propertyCount).map((name) => [name, `p.${name}`] as const),
  ];
}

export function changeItems(propertyCount: number): string {
  return changeColumns(propertyCount)
    .map(([name, expression]) => (expression === `p.${name}` ? expression : `${expression} as ${name}`))
    .join(", ");
}

/** In the order in which `selectChanges` writes them. */
export function changeColumnNames(propertyCount: number): readonly string[] {
  return changeColumns(propertyCount).map(([name]) => name);
}

/**
 * Called rows of a wave without a receipt, by ordinal, in one text `page`: JSON arrays with commas between, NULL for no
 * row. As columns each text of more than 12 bytes would cost a call into the engine (docs/decisions/0160). A range and no
 * limit: with one each page would sort the rest of the table (facts: 159,000 rows/s instead of 319,000).
 */
export function selectChanges(
  sql: Sql,
  { sync, planNo, propertyCount }: PlanTable,
  range: ChangeRange,
  predecessors: Predecessors | null,
): Statement {
  const parameters = new Parameters(sql.dialect);
  const after = parameters.bigint(range.after);
  const until = parameters.bigint(range.until);
  const columns = changeColumns(propertyCount, predecessors !== null);
  const row = sql.dialect.jsonArray(columns.map(([, expression]) => expression));
  // Left out where nothing is joined: half of a small page's cost.
  const before =
    predecessors === null
      ? ""
      : `\nleft join ${answered(sql, parameters, planNo)} as b on b.ordinal = p.after_ordinal and b.ordinal between ${parameters.bigint(predecessors.first)} and ${parameters.bigint(predecessors.last)}`;
  return parameters.statement(`select string_agg(${row}, ',' order by p.ordinal) as page
from ${sql.tables.plan(sync, planNo)} as p
left join ${answered(sql, parameters, planNo)} as a on a.ordinal = p.ordinal and a.ordinal > ${after} and a.ordinal <= ${until}${before}
where p.ordinal > ${after} and p.ordinal <= ${until}
  and p.wave = ${parameters.bigint(range.wave)} and p.is_called and a.ordinal is null`);
}

/** The first and last ordinal that rows of a range follow; without it each page would read all receipts of the plan. */
export function selectPredecessors(
  sql: Sql,
  { sync, planNo }: PlanTable,
  range: Pick<ChangeRange, "after" | "until">,
): Statement {
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`select min(after_ordinal) as first_ordinal, max(after_ordinal) as last_ordinal
from ${sql.tables.plan(sync, planNo)}
where ordinal > ${parameters.bigint(range.after)} and ordinal <= ${parameters.bigint(range.until)}`);
}

/** The last ordinal of a wave; NULL when it has none. */
export function selectWaveEnd({ dialect, tables }: Sql, sync: string, planNo: number, wave: Wave): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(
    `select max(ordinal) as last_ordinal from ${tables.plan(sync, planNo)} where wave = ${parameters.bigint(wave)}`,
  );
}
