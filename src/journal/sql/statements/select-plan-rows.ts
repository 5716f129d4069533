/** Rows of a plan for people to look at: with their receipts and, for who changes list, both lists. */
import type { PlanRowFilter } from "../../plan-row.ts";
import { limitOf, Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { answered } from "./receipts.ts";
import { changeItems, type ChangeRange, type PlanTable, type Predecessors } from "./select-changes.ts";

/** The first rows of a plan that a filter lets through. */
export function selectPlanRows(sql: Sql, table: PlanTable, filter: PlanRowFilter): Statement {
  const parameters = new Parameters(sql.dialect);
  const plan = sql.tables.plan(table.sync, table.planNo);
  const conditions: string[] = [];
  if (filter.placeNo !== undefined) conditions.push(`p.place_no = ${parameters.bigint(filter.placeNo)}`);
  if (filter.op !== undefined) conditions.push(`p.op = ${parameters.text(filter.op)}`);
  if (filter.move !== undefined) {
    conditions.push(`p.op = 'leave' and p.place_no = ${parameters.bigint(filter.move.fromPlaceNo)}`);
    conditions.push(
      `p.after_ordinal in (select ordinal from ${plan} where place_no = ${parameters.bigint(filter.move.toPlaceNo)})`,
    );
  }
  const where = conditions.length === 0 ? "" : `\nwhere ${conditions.join(" and ")}`;
  const rows = `(
  select p.* from ${plan} as p${where}
  order by p.ordinal
  limit ${limitOf(filter.limit)}
)`;
  return parameters.statement(`select ${rowItems(table.propertyCount)}
from ${rows} as p
left join ${answered(sql, parameters, table.planNo)} as a on a.ordinal = p.ordinal
left join ${answered(sql, parameters, table.planNo)} as b on b.ordinal = p.after_ordinal
left join ${plan} as e on e.ordinal = p.after_ordinal
left join ${leavesByEnter(plan)} as l on l.after_ordinal = p.ordinal
order by p.ordinal`);
}

/** All rows of a range of ordinals. Every join is bounded, so that a page costs the same wherever it lies. */
export function selectPlanPage(
  sql: Sql,
  table: PlanTable,
  range: Pick<ChangeRange, "after" | "until">,
  predecessors: Predecessors | null,
): Statement {
  const parameters = new Parameters(sql.dialect);
  const plan = sql.tables.plan(table.sync, table.planNo);
  const isIn = (column: string): string =>
    `${column} > ${parameters.bigint(range.after)} and ${column} <= ${parameters.bigint(range.until)}`;
  const first = parameters.bigint(predecessors?.first ?? 0);
  const last = parameters.bigint(predecessors?.last ?? 0);
  return parameters.statement(`select ${rowItems(table.propertyCount)}
from ${plan} as p
left join ${answered(sql, parameters, table.planNo)} as a on a.ordinal = p.ordinal and ${isIn("a.ordinal")}
left join ${answered(sql, parameters, table.planNo)} as b on b.ordinal = p.after_ordinal and b.ordinal between ${first} and ${last}
left join (select ordinal, place_no from ${plan} where ordinal between ${first} and ${last}) as e on e.ordinal = p.after_ordinal
left join ${leavesByEnter(plan, isIn("after_ordinal"))} as l on l.after_ordinal = p.ordinal
where ${isIn("p.ordinal")}
order by p.ordinal`);
}

/** Over the plan's rows `p`, their receipts `a` and those before them `b`, the row before `e`, and the leaves `l`. */
function rowItems(propertyCount: number): string {
  return `${changeItems(propertyCount)}, p.is_called, p.note, a.outcome, a.reason,
  case when p.op <> 'leave' then l.place_no when e.place_no is not null then p.place_no end as move_from_place_no,
  case when p.op = 'leave' then e.place_no when l.place_no is not null then p.place_no end as move_to_place_no`;
}

/** The list that is left for each enter that a leave follows; the first when there are several. */
function leavesByEnter(plan: string, condition = "after_ordinal is not null"): string {
  return `(
  select after_ordinal, min(place_no) as place_no from ${plan} where op = 'leave' and ${condition} group by after_ordinal
)`;
}
