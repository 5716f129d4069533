/** The plans that were made. */
import type { PlanHead } from "../../domain/plan.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { PlanListBody } from "../json/plan.ts";
import type { PlanLineBody } from "../json/status.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";

export function describePlanList(head: PlanHead, hasRows: boolean): PlanListBody["plans"][number] {
  const sum = (key: "enter" | "update" | "leave"): number =>
    head.counts.places.reduce((total, place) => total + place[key], 0);
  return {
    plan: head.planNo,
    sync: head.sync,
    state: head.state,
    was_applied: head.applyingAtMs !== null,
    has_rows: hasRows,
    as_of: head.asOf,
    made_at: isoInstant(head.madeAtMs),
    enter: sum("enter"),
    update: sum("update"),
    leave: sum("leave"),
  };
}

/** A closed plan was applied, or another took its place before. */
export function stateWord({ state, was_applied: wasApplied }: Pick<PlanLineBody, "state" | "was_applied">): string {
  if (state !== "closed") return state;
  return wasApplied ? "applied" : "not sent";
}

export function drawPlanList(body: PlanListBody, canvas: Canvas): readonly string[] {
  if (body.plans.length === 0) return ["No plan was made yet."];
  const rows = body.plans.map((plan) => [
    String(plan.plan),
    plan.sync,
    stateWord(plan),
    shortInstant(plan.made_at, canvas),
    count(plan.enter),
    count(plan.update),
    count(plan.leave),
  ]);
  const right = ["enter", "update", "leave"].map((title) => ({ title, align: "right" as const }));
  const columns = [
    { title: "plan", align: "right" as const },
    ...["sync", "state", "made"].map((title) => ({ title })),
    ...right,
  ];
  return drawTable({ columns, rows }, canvas);
}
