/** One member's receipts: from every plan whose rows are there, a bounded number of plans at a time. */
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { select } from "./execute.ts";
import { readOp, readOutcome } from "./read-rows.ts";
import { integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { selectAnsweredPlans, selectMemberReceipts } from "./statements/member-receipts.ts";
import type { Sql } from "./tables.ts";

/** Tables that one statement names. */
const PLANS_MAX = 100;

export async function memberReceipts(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  memberKey: string,
  limit: number,
): Promise<MemberReceipts> {
  const plans = await select(warehouse, selectAnsweredPlans(sql, sync));
  const there = plans.filter((row) => optionalIntegerOf(row, "dropped_at_ms") === null);
  const planNos = there.map((row) => integerOf(row, "plan_no"));
  const newest: MemberReceipts["newest"][number][] = [];
  let total = 0;
  for (let first = 0; first < planNos.length; first += PLANS_MAX) {
    const some = planNos.slice(first, first + PLANS_MAX);
    // One row at least, since each tells how many there are.
    const rowsMax = Math.max(limit - newest.length, 1);
    const rows = await select(warehouse, selectMemberReceipts(sql, sync, some, memberKey, rowsMax));
    const [row] = rows;
    total += row === undefined ? 0 : integerOf(row, "total");
    for (const one of rows)
      newest.push({
        planNo: integerOf(one, "plan_no"),
        place: textOf(one, "name"),
        op: readOp(textOf(one, "op")),
        outcome: readOutcome(textOf(one, "outcome")),
        reason: optionalTextOf(one, "reason"),
        atMs: integerOf(one, "at_ms"),
      });
  }
  return { total, newest: newest.slice(0, limit), isWhole: there.length === plans.length };
}
