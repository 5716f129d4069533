/** The plans that were made. */
import type { Op } from "../../domain/change.ts";
import type { PlanHead } from "../../domain/plan.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { PlanListBody } from "../json/plan.ts";
import type { PlanLineBody } from "../json/status.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";

/** The changes of all places together. `accepted`: by plan, of those whose outcomes are known. */
export function describePlanLine(head: PlanHead, accepted: ReadonlyMap<number, number>): PlanLineBody {
  const sum = (op: Op): number => head.counts.places.reduce((total, place) => total + place[op], 0);
  const changes = { enter: sum("enter"), update: sum("update"), leave: sum("leave") };
  const wasApplied = head.applyingAtMs !== null;
  const isEmptyAndEnded = wasApplied && head.state === "closed" && totalOf(changes) === 0;
  return {
    plan: head.planNo,
    sync: head.sync,
    state: head.state,
    was_applied: wasApplied,
    as_of: head.asOf,
    made_at: isoInstant(head.madeAtMs),
    ...changes,
    accepted: wasApplied ? (accepted.get(head.planNo) ?? (isEmptyAndEnded ? 0 : null)) : null,
  };
}

function totalOf({ enter, update, leave }: Pick<PlanLineBody, Op>): number {
  return enter + update + leave;
}

/** A closed plan was applied, also in part; or it failed: nothing of it was accepted; or another took its place before. */
export function stateWord(plan: Pick<PlanLineBody, "state" | "was_applied" | "accepted" | Op>): string {
  if (plan.state !== "closed") return plan.state;
  if (!plan.was_applied) return "not sent";
  return plan.accepted === 0 && totalOf(plan) > 0 ? "failed" : "applied";
}

/** The changes of a plan and what came of them. */
export function countCells({ enter, update, leave, accepted }: PlanLineBody, canvas: Canvas): readonly string[] {
  return [...[enter, update, leave].map(count), accepted === null ? canvas.glyphs.dot : count(accepted)];
}

export const COUNT_COLUMNS = ["enter", "update", "leave", "accepted"].map((title) => ({
  title,
  align: "right" as const,
}));

export function drawPlanList(body: PlanListBody, canvas: Canvas): readonly string[] {
  if (body.plans.length === 0) return ["No plan was made yet."];
  const rows = body.plans.map((plan) => [
    String(plan.plan),
    plan.sync,
    stateWord(plan),
    shortInstant(plan.made_at, canvas),
    ...countCells(plan, canvas),
  ]);
  const columns = [
    { title: "plan", align: "right" as const },
    ...["sync", "state", "made"].map((title) => ({ title })),
    ...COUNT_COLUMNS,
  ];
  return drawTable({ columns, rows }, canvas);
}
