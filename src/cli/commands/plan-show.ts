import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { PlanShowBody } from "../json/plan.ts";
import { inZone } from "../picture/glyphs.ts";
import { FORMAT_OPTION, formatOf } from "../plan-format.ts";
import { planLines, streamHead, streamRows } from "../print-plans.ts";
import type { World } from "../world.ts";
import { readPlanNo } from "./apply.ts";

export const planShowCommand: Command = {
  name: "show",
  summary: "a plan made before",
  description:
    "Shows a stored plan again, with its guards judged anew. Its rows are kept for 30 days after it was closed; what came back for each is in the csv.",
  arguments: [{ name: "<plan>", description: "its number, as plan or plan list printed it" }],
  options: [FORMAT_OPTION],
  examples: [
    { line: "tierline plan show 7", purpose: "plan 7" },
    { line: "tierline plan show 7 --format csv", purpose: "every row of it, with what came back" },
  ],
  run: showPlan,
};

async function showPlan(world: World, input: CommandInput): Promise<CommandResult> {
  const planNo = readPlanNo(input.values[0]) ?? 0;
  const format = formatOf(input);
  const { openReadings } = await import("../wire.ts");
  const { identificationIn } = await import("../../destination/destination-types.ts");
  const { readPlan } = await import("../views/read-plan.ts");
  const readings = await openReadings(world, input);
  try {
    const { journal, project } = readings;
    const canvas = inZone(world.terminal.canvas, project.settings);
    const head = await journal.planHead(planNo);
    const plan = await readPlan(readings, planNo, null);
    if (plan === null || head === undefined)
      throw new ConfigError("plan_unknown", `There is no plan ${planNo}.`, {
        remedy: "`tierline plan list` shows them.",
      });
    const body: PlanShowBody = { plan };
    if (format === "csv") {
      if (!(await journal.hasRows(planNo)))
        throw new ConfigError("plan_dropped", `The rows of plan ${planNo} were dropped, 30 days after it was closed.`, {
          remedy: "`tierline plan list` shows which plans still have theirs.",
        });
      await streamHead(world);
      const identifiedBy = identificationIn(readings.syncs, head.sync);
      await streamRows(world, { ...head, places: head.counts.places, identifiedBy }, journal.planPages(planNo));
    }
    const sync = { sync: plan.sync, exit_code: EXIT.done, closed_plan: null, plan, loaded_since: null, error: null };
    const lines = await planLines(format, { syncs: [sync], orphans: [], preview: null }, canvas, world.command);
    return { exitCode: EXIT.done, body, lines, error: null };
  } finally {
    await readings.close();
  }
}
