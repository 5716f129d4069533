import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { PlanBody } from "../json/plan.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";
import { planShowCommand } from "./plan-show.ts";

export const planCommand: Command = {
  name: "plan",
  summary: "show what would be sent, without sending",
  description:
    "Compares what the newest build says every place should hold with what the destination has acknowledged, and stores " +
    "the difference under a number. Nothing is sent: `tierline apply N` sends exactly these rows.",
  arguments: [],
  options: [{ flags: "--exit-code", description: "end with 2 when there are changes" }],
  examples: [
    { line: "tierline plan", purpose: "every sync" },
    { line: "tierline plan --exit-code --json", purpose: "for a script" },
    { line: "tierline plan show 7", purpose: "a plan made before" },
  ],
  subcommands: [planShowCommand],
  run: plan,
};

async function plan(world: World, input: CommandInput): Promise<CommandResult> {
  const { openBench } = await import("../wire.ts");
  const { planSyncs } = await import("../../engine/run-syncs.ts");
  const { describeOrphan, errorOf } = await import("../views/describe-run.ts");
  const { readPlan } = await import("../views/read-plan.ts");
  const { drawPlans } = await import("../views/draw-plan.ts");
  const bench = await openBench(world, input, "send");
  try {
    const { journal, allSyncs } = bench.engine;
    const report = await planSyncs(bench.engine, bench.tasks, { allowance: null, signal: world.signal });
    const syncs: PlanBody["syncs"] = [];
    for (const { sync, exit_code, closed_plan, plan: planNo, error } of report.syncs) {
      const limits = bench.tasks.find((task) => task.sync.name === sync)?.destination.limits ?? null;
      const found = planNo === null ? null : await readPlan({ journal, syncs: allSyncs }, planNo, limits);
      const problems = error === null ? null : { ...error, problems: error.problems.map((one) => ({ ...one })) };
      syncs.push({ sync, exit_code, closed_plan, plan: found, error: problems });
    }
    const body: PlanBody = { syncs, orphans: report.orphans.map(describeOrphan) };
    const exitCode =
      report.exit_code === EXIT.done && input.has("exitCode") && hasChanges(body)
        ? EXIT.changesPresent
        : report.exit_code;
    return {
      exitCode,
      body,
      lines: drawPlans(body, inZone(world.terminal.canvas, bench.project.settings)),
      error: errorOf(report),
    };
  } finally {
    await bench.close();
  }
}

function hasChanges(body: PlanBody): boolean {
  return body.syncs.some((sync) =>
    sync.plan?.places.some((place) => place.enter + place.update + place.leave - place.leave_without_call > 0),
  );
}
