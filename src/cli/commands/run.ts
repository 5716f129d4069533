import type { SyncFile } from "../../config/sync-file.ts";
import type { DbtJob } from "../../dbt/read-dbt-job.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { ALLOWANCE_OPTIONS, readAllowance } from "../read-allowance.ts";
import { say } from "../say.ts";
import { BUILD_OPTIONS, type RunFrom } from "../run-options.ts";
import { SELECT_OPTION, selectSyncs } from "../select-syncs.ts";
import { inZone } from "../picture/glyphs.ts";
import type { Bench } from "../wire.ts";
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
    ...BUILD_OPTIONS,
    ...ALLOWANCE_OPTIONS,
  ],
  examples: [
    { line: "tierline run", purpose: "what a scheduler starts" },
    { line: "tierline run --select tag:nightly", purpose: "the syncs with this tag" },
    { line: 'tierline run --allow first-run --reason "go live"', purpose: "the first time" },
    { line: "tierline run --no-build --dbt-target-path target", purpose: "after a dbt job of your own" },
    { line: "tierline run --no-build --changed-only", purpose: "what was built since the last time" },
    { line: "tierline run --as-of 2011-12-09T23:59:59Z", purpose: "as of a day in the past" },
  ],
  run,
};

async function run(world: World, input: CommandInput): Promise<CommandResult> {
  const { readRunFrom } = await import("../run-options.ts");
  const { alertAfterRun, alertNotBegun, openBenchOrAlert } = await import("../alerts/alert-after-run.ts");
  const { runSyncs } = await import("../../engine/run-syncs.ts");
  const { describeRun, errorOf } = await import("../views/describe-run.ts");
  const { drawRun } = await import("../views/draw-run.ts");
  const { withTracer } = await import("../with-tracer.ts");
  const { showSending } = await import("../show-sending.ts");
  const allowance = readAllowance(input, world.environment);
  const from = await readRunFrom(world, input);
  const tell = (sentence: string): void => say(world.err, [sentence]);
  const bench = await openBenchOrAlert(world, input, tell);
  try {
    const chosen = await chooseFiles(bench, input, from, tell).catch(async (error: unknown) => {
      await alertNotBegun(world, input, error, tell);
      throw error;
    });
    const tasks = bench.tasks.filter((task) => chosen.some(({ sync }) => sync.name === task.sync.name));
    const options = { allowance, signal: world.signal, onProgress: showSending(world) };
    const build = from.is === "own_build" ? () => bench.build(from.asOf, chosen) : null;
    const job = from.is === "newest_build" ? from.job : null;
    const engine = await engineFor(bench, job);
    const report = await withTracer(world, tell, (tracer) => runSyncs({ ...engine, tracer }, tasks, build, options));
    await alertAfterRun(world, bench, report, { staleSources: job?.staleSources ?? null, tell });
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

/** Those asked for, without those that have nothing to do where only changed ones are wanted. */
async function chooseFiles(
  { project, engine, files }: Bench,
  input: CommandInput,
  from: RunFrom,
  tell: (sentence: string) => void,
): Promise<readonly SyncFile[]> {
  const asked = selectSyncs(files, input.texts("select"));
  // A build of one's own looks at the models itself.
  if (from.is === "own_build") return asked;
  const { checkModelNames } = await import("../check-model-names.ts");
  await checkModelNames(asked, project, engine.source);
  if (!from.isChangedOnly) return asked;
  const { findUnchanged } = await import("../../engine/find-unchanged.ts");
  const syncs = asked.map(({ sync }) => sync);
  const unchanged = await findUnchanged(engine.journal, engine.source, syncs);
  if (unchanged.size > 0) tell(`Unchanged since the last plan: ${[...unchanged].join(", ")}.`);
  return asked.filter(({ sync }) => !unchanged.has(sync.name));
}

async function engineFor({ engine }: Bench, job: DbtJob | null): Promise<Bench["engine"]> {
  if (job === null) return engine;
  const { judgeDbtJob } = await import("../../engine/judge-dbt-job.ts");
  return { ...engine, judgeBuild: (sync, build) => judgeDbtJob(job, sync, build) };
}
