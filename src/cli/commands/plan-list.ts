import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { PlanListBody } from "../json/plan.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

const PLANS_MAX = 50;

export const planListCommand: Command = {
  name: "list",
  summary: "the plans that were made",
  description: `The newest ${PLANS_MAX} plans of all syncs: their numbers, when they were made, whether they were sent, and how many rows they change.`,
  arguments: [],
  options: [],
  examples: [{ line: "tierline plan list", purpose: "numbers for plan show and apply" }],
  run: listPlans,
};

async function listPlans(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { describePlanLine, drawPlanList } = await import("../views/plan-list.ts");
  const readings = await openReadings(world, input);
  try {
    const { journal, audiences, project } = readings;
    const body: PlanListBody = { plans: [] };
    const heads = await journal.plans(PLANS_MAX);
    const accepted = await audiences.acceptedSince(heads.at(-1)?.planNo ?? 0);
    for (const head of heads)
      body.plans.push({ ...describePlanLine(head, accepted), has_rows: await journal.hasRows(head.planNo) });
    return {
      exitCode: EXIT.done,
      body,
      lines: drawPlanList(body, inZone(world.terminal.canvas, project.settings)),
      error: null,
    };
  } finally {
    await readings.close();
  }
}
