import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { PlanShowBody } from "../json/plan.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";
import { readPlanNo } from "./apply.ts";

export const planShowCommand: Command = {
  name: "show",
  summary: "a plan made before",
  description: "Shows a stored plan again. Plans are kept for 30 days after they were closed.",
  arguments: [{ name: "<plan>", description: "its number" }],
  options: [],
  examples: [{ line: "tierline plan show 7", purpose: "plan 7" }],
  run: showPlan,
};

async function showPlan(world: World, input: CommandInput): Promise<CommandResult> {
  const planNo = readPlanNo(input.values[0]) ?? 0;
  const { openReadings } = await import("../wire.ts");
  const { readPlan } = await import("../views/read-plan.ts");
  const { drawPlan } = await import("../views/draw-plan.ts");
  const readings = await openReadings(world, input);
  try {
    const plan = await readPlan(readings, planNo, null);
    if (plan === null)
      throw new ConfigError("plan_unknown", `There is no plan ${planNo}.`, {
        remedy: "`tierline status` shows the newest one of each sync.",
      });
    const body: PlanShowBody = { plan };
    return {
      exitCode: EXIT.done,
      body,
      lines: drawPlan(plan, inZone(world.terminal.canvas, readings.project.settings)),
      error: null,
    };
  } finally {
    await readings.close();
  }
}
