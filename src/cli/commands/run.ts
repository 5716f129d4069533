import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { ALLOWANCE_OPTIONS, readAllowance } from "../read-allowance.ts";
import { SELECT_OPTION, selectSyncs } from "../select-syncs.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const runCommand: Command = {
  name: "run",
  summary: "build the models, then send what changed",
  description:
    "Does everything, in order: settles what an earlier run left open, builds the models once, and then plans and applies " +
    "each sync. Only what changed is sent. A guard that stops a plan (too many leaves, a shrunken source, a first run) lets " +
    "nothing of it through until it is allowed by name.",
  arguments: [],
  options: [
    { flags: "--as-of <instant>", description: "the instant to answer for, ISO 8601 (default: now)" },
    SELECT_OPTION,
    ...ALLOWANCE_OPTIONS,
  ],
  examples: [
    { line: "tierline run", purpose: "what a scheduler starts" },
    { line: "tierline run --select tag:nightly", purpose: "the syncs with this tag" },
    { line: 'tierline run --allow first-run --reason "go live"', purpose: "the first time" },
    { line: "tierline run --as-of 2011-12-09T23:59:59Z", purpose: "as of a day in the past" },
  ],
  run,
};

async function run(world: World, input: CommandInput): Promise<CommandResult> {
  const { parseAsOf } = await import("../parse-as-of.ts");
  const allowance = readAllowance(input, world.environment);
  const asked = input.text("asOf");
  const asOf = asked === undefined ? null : parseAsOf(asked, world.clock.nowMs());
  const { openBench } = await import("../wire.ts");
  const { runSyncs } = await import("../../engine/run-syncs.ts");
  const { describeRun, errorOf } = await import("../views/describe-run.ts");
  const { drawRun } = await import("../views/draw-run.ts");
  const { showSending } = await import("../show-sending.ts");
  const bench = await openBench(world, input, "send");
  try {
    const options = { allowance, signal: world.signal, onProgress: showSending(world) };
    const chosen = selectSyncs(bench.files, input.texts("select"));
    const tasks = bench.tasks.filter((task) => chosen.some(({ sync }) => sync.name === task.sync.name));
    const report = await runSyncs(bench.engine, tasks, () => bench.build(asOf, chosen), options);
    const body = describeRun(report, allowance, world.command);
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
