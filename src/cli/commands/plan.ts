import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Settings } from "../../config/settings.ts";
import { EXIT, worstExitCode } from "../../engine/exit-code.ts";
import type { PlanBody } from "../json/plan.ts";
import { inZone } from "../picture/glyphs.ts";
import { FORMAT_OPTION, formatOf, type PlanFormat } from "../plan-format.ts";
import type { World } from "../world.ts";
import { planListCommand } from "./plan-list.ts";
import { planShowCommand } from "./plan-show.ts";

export const planCommand: Command = {
  name: "plan",
  summary: "show what would be sent, without sending",
  description:
    "Compares what the newest build says every list and contact should hold with what the destination has acknowledged, and " +
    "stores the difference under a number. Nothing is sent: `tierline apply N` sends exactly these rows.",
  arguments: [],
  options: [
    { flags: "--exit-code", description: "end with 2 instead of 0 when there are changes, for scripts" },
    {
      flags: "--preview",
      description: "store nothing and ask no destination: compare with what another target's state has acknowledged",
    },
    {
      flags: "--against <target>",
      description: "the target whose state --preview compares with (default: the one target in the syncs' apply_on)",
    },
    FORMAT_OPTION,
  ],
  examples: [
    { line: "tierline plan", purpose: "every sync" },
    { line: "tierline plan --exit-code --json", purpose: "for a script" },
    { line: "tierline plan show 7", purpose: "a plan made before" },
    { line: "tierline plan --preview --against prod --format markdown", purpose: "for a pull request" },
    { line: "tierline plan --format csv", purpose: "every row" },
  ],
  subcommands: [planShowCommand, planListCommand],
  run: plan,
};

async function plan(world: World, input: CommandInput): Promise<CommandResult> {
  const format = formatOf(input);
  const { planLines } = await import("../print-plans.ts");
  if (input.text("against") !== undefined && !input.has("preview"))
    throw new ConfigError("usage", "--against belongs to --preview.", { remedy: "Give both, or neither." });
  const isPreview = input.has("preview");
  const { body, exitCode, error, settings } = isPreview
    ? await preview(world, input, format)
    : await store(world, input, format);
  const changed = exitCode === EXIT.done && input.has("exitCode") && hasChanges(body) ? EXIT.changesPresent : exitCode;
  return {
    exitCode: changed,
    body,
    lines: await planLines(format, body, inZone(world.terminal.canvas, settings), world.command),
    error,
  };
}

type Planned = Pick<CommandResult, "exitCode" | "error"> & { readonly body: PlanBody; readonly settings: Settings };

async function preview(world: World, input: CommandInput, format: PlanFormat): Promise<Planned> {
  const { previewPlans } = await import("../preview-plans.ts");
  const { body, settings } = await previewPlans(world, input, format);
  const exitCode = worstExitCode(body.syncs.map((sync) => sync.exit_code));
  return { body, settings, exitCode, error: body.syncs.find((sync) => sync.exit_code === exitCode)?.error ?? null };
}

async function store(world: World, input: CommandInput, format: PlanFormat): Promise<Planned> {
  const { openBench } = await import("../wire.ts");
  const { checkModelNames } = await import("../check-model-names.ts");
  const { planSyncs } = await import("../../engine/run-syncs.ts");
  const { copyError, describeOrphan, errorOf } = await import("../views/describe-run.ts");
  const { findUnbuiltLoads } = await import("../find-unbuilt-loads.ts");
  const { readPlan } = await import("../views/read-plan.ts");
  const { identificationIn } = await import("../../destination/destination-types.ts");
  const { streamHead, streamRows } = await import("../print-plans.ts");
  const bench = await openBench(world, input, "send");
  try {
    await checkModelNames(bench.files, bench.project, bench.engine.source);
    const { journal, allSyncs } = bench.engine;
    const report = await planSyncs(bench.engine, bench.tasks, { allowance: null, signal: world.signal });
    const syncs: PlanBody["syncs"] = [];
    const unbuilt = await findUnbuiltLoads(world, bench.project, allSyncs);
    if (format === "csv") await streamHead(world);
    for (const { sync, exit_code, closed_plan, plan: planNo, error } of report.syncs) {
      const limits = bench.tasks.find((task) => task.sync.name === sync)?.destination.limits ?? null;
      const found = planNo === null ? null : await readPlan({ journal, syncs: allSyncs }, planNo, limits);
      const head = planNo === null ? undefined : await journal.planHead(planNo);
      if (format === "csv" && head !== undefined)
        await streamRows(
          world,
          { ...head, places: head.counts.places, identifiedBy: identificationIn(allSyncs, sync) },
          journal.planPages(head.planNo),
        );
      syncs.push({
        sync,
        exit_code,
        closed_plan,
        plan: found,
        loaded_since: unbuilt.get(sync) ?? null,
        error: error === null ? null : copyError(error, world),
      });
    }
    const body: PlanBody = {
      syncs,
      orphans: report.orphans.map((orphan) => describeOrphan(orphan, world.command)),
      preview: null,
    };
    return { body, exitCode: report.exit_code, error: errorOf(report), settings: bench.project.settings };
  } finally {
    await bench.close();
  }
}

function hasChanges(body: PlanBody): boolean {
  return body.syncs.some((sync) =>
    sync.plan?.places.some((place) => place.enter + place.update + place.leave - place.leave_without_call > 0),
  );
}
