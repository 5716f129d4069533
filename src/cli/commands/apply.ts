import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { ALLOWANCE_OPTIONS, readAllowance } from "../read-allowance.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const applyCommand: Command = {
  name: "apply",
  summary: "send a plan that was made before",
  description:
    "Sends exactly the rows of one plan, or of every plan that waits, and records an answer for each row. A plan is refused " +
    "when it is stale: the models were built again or the sync file was changed since, another plan was applied since, or " +
    "it is more than 24 hours old.",
  arguments: [{ name: "[plan]", description: "its number, as plan printed it (default: every plan that waits)" }],
  options: [
    {
      flags: "--limit <members>",
      description: "send only the first so many members, each with all their rows; the rest is left for the next plan",
    },
    ...ALLOWANCE_OPTIONS,
  ],
  examples: [
    { line: "tierline apply 7", purpose: "this plan" },
    { line: "tierline apply 7 --limit 50", purpose: "fifty members first" },
    { line: 'tierline apply 7 --allow leaves --reason "new rules"', purpose: "past a guard" },
  ],
  run: apply,
};

async function apply(world: World, input: CommandInput): Promise<CommandResult> {
  const planNo = readPlanNo(input.values[0]);
  const membersMax = readLimit(input.text("limit"));
  const allowance = readAllowance(input, world.environment);
  const { openBench } = await import("../wire.ts");
  const { applyStored } = await import("../../engine/apply-stored.ts");
  const { describeRun, errorOf } = await import("../views/describe-run.ts");
  const { drawRun } = await import("../views/draw-run.ts");
  const { showSending } = await import("../show-sending.ts");
  const bench = await openBench(world, input, "send");
  try {
    await bench.readOptions();
    const options = { allowance, membersMax, signal: world.signal, onProgress: showSending(world) };
    const report = await applyStored(bench.engine, bench.tasks, planNo, options);
    const body = describeRun(report, allowance, world);
    return {
      exitCode: report.exit_code,
      body,
      lines: drawRun(body, inZone(world.terminal.canvas, bench.project.settings), world.command),
      error: errorOf(report),
    };
  } finally {
    await bench.close();
  }
}

/** Null: all. */
function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new ConfigError("usage", "--limit takes a number of members, at least 1.", {
    remedy: "Leave it out to send everybody.",
  });
}

/** Null: no number was given. */
export function readPlanNo(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/u.test(text)) return Number(text);
  throw new ConfigError("usage", "A plan is named by its number.", { remedy: "`tierline status` shows it." });
}
