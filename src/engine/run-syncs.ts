/**
 * The commands that touch several syncs. All leases first, in name order; then each sync's dead plan is closed; one
 * build; then sync after sync is planned, applied and closed. One sync's failure does not stop the next.
 */
import type { Lease } from "../journal/journal.ts";
import { attempt, type Outcome } from "./attempt.ts";
import type { Engine, RunOptions, SyncTask } from "./engine.ts";
import { exitCodeOf, worstExitCode } from "./exit-code.ts";
import { findOrphans } from "./find-orphans.ts";
import { endLeases, takeLeases } from "./hold-leases.ts";
import { closeOpenPlan } from "./plan-sync.ts";
import { noTracer } from "../platform/tracer.ts";
import { REPORT_SCHEMA_VERSION, type BuildReport, type RunReport, type SyncReport } from "./report.ts";
import { errorReport } from "./error-report.ts";
import { emptyReport, failedSync, pausedSync, runSync, type ReadySync } from "./run-sync.ts";

/** Builds all models of these syncs once. Rejects with a `TierlineError` when dbt stopped. */
export type Build = () => Promise<BuildReport>;

/** A task whose lease is held. */
export interface HeldTask {
  readonly task: SyncTask;
  readonly lease: Lease;
}

/** What a command did under its leases. */
export type Work = Pick<RunReport, "syncs" | "build" | "error"> & { readonly exitCodes: readonly number[] };

/**
 * Close what is open, build, plan, apply, close. `build` null: plan from the newest build there is. Exit 6 and nothing done
 * when a lease is held elsewhere.
 */
export async function runSyncs<Desired>(
  engine: Engine<Desired>,
  tasks: readonly SyncTask[],
  build: Build | null,
  options: RunOptions,
): Promise<RunReport> {
  const { tracer = noTracer } = engine;
  const names = tasks.map(({ sync }) => sync.name);
  return tracer.span("tierline.run", { "tierline.syncs": names.join(",") }, async (note) => {
    const report = await runUnderLeases(engine, tasks, build, options);
    note({ "tierline.exit_code": report.exit_code });
    return report;
  });
}

async function runUnderLeases<Desired>(
  engine: Engine<Desired>,
  tasks: readonly SyncTask[],
  build: Build | null,
  options: RunOptions,
): Promise<RunReport> {
  return underLeases(engine, "run", tasks, async (held) => {
    const { going, paused } = await partPaused(engine, held);
    if (going.length === 0) return { syncs: paused, build: null, error: null, exitCodes: [] };
    const begun: (HeldTask & { readonly start: Outcome<ReadySync> })[] = [];
    for (const each of going)
      begun.push({ ...each, start: await attempt(async () => beginSync(engine, each, options)) });
    const built = await attempt(async () => (build === null ? null : traceBuild(engine, build)));
    const syncs: SyncReport[] = [...paused];
    for (const { task, start } of begun) {
      const report = await runBegun(engine, task, start, built, options);
      const asOf = built.is === "done" ? (built.value?.as_of ?? (await asOfPlan(engine, report))) : null;
      syncs.push(start.is === "done" ? await finishSync(engine, start.value, report, asOf) : report);
    }
    syncs.sort((a, b) => (a.sync < b.sync ? -1 : 1));
    if (built.is === "done") return { syncs, build: built.value, error: null, exitCodes: [] };
    return { syncs, build: null, error: errorReport(built.error), exitCodes: [exitCodeOf(built.error)] };
  });
}

/**
 * Plans from the newest build, without building or sending. It is no run: refused rows do not come nearer to their
 * next attempt by being looked at, so the plan bears the number of the next run.
 */
export async function planSyncs<Desired>(
  engine: Engine<Desired>,
  tasks: readonly SyncTask[],
  options: RunOptions,
): Promise<RunReport> {
  return underLeases(engine, "plan", tasks, async (held) => {
    const syncs: SyncReport[] = [];
    for (const { task, lease } of held) {
      const start = await attempt(async () => {
        const { lastRun } = await engine.journal.status(task.sync.name);
        const closedPlanNo = await closeOpenPlan(engine.journal, lease, engine.stallMs);
        return { task, lease, closedPlanNo, runNo: (lastRun?.runNo ?? 0) + 1 };
      });
      syncs.push(
        start.is === "failed"
          ? failedSync(emptyReport(task.sync.name, null, null), start.error)
          : await runSync(engine, start.value, options, "plan"),
      );
    }
    return { syncs, build: null, error: null, exitCodes: [] };
  });
}

/** Takes the leases of all tasks, works, gives them back; whatever happens, there is a report. */
export async function underLeases<Desired>(
  engine: Engine<Desired>,
  command: RunReport["command"],
  tasks: readonly SyncTask[],
  work: (held: readonly HeldTask[]) => Promise<Work>,
): Promise<RunReport> {
  const { journal, allSyncs } = engine;
  const done = await attempt(async () => {
    const leases = await takeLeases(
      journal,
      tasks.map(({ sync }) => sync.name),
    );
    if (leases instanceof Error) throw leases;
    const worked = await attempt(async () => work(heldTasks(tasks, leases)));
    // Afterwards: only then it is known which list takes the place of another.
    const orphans = await attempt(async () => findOrphans(journal, allSyncs));
    const ended = await attempt(async () => endLeases(leases));
    if (worked.is === "failed") throw worked.error;
    // What was done is told all the same.
    const result = { ...worked.value, orphans: orphans.is === "done" ? orphans.value : [] };
    return [orphans, ended].reduce(withError, result);
  });
  if (done.is === "failed") {
    const stopped = { build: null, syncs: [], orphans: [], as_of: null, error: errorReport(done.error) };
    return { schema_version: REPORT_SCHEMA_VERSION, command, exit_code: exitCodeOf(done.error), ...stopped };
  }
  const { exitCodes, build, syncs, orphans, error } = done.value;
  const exit_code = worstExitCode([...exitCodes, ...syncs.map((sync) => sync.exit_code)]);
  const as_of = build?.as_of ?? null;
  return { schema_version: REPORT_SCHEMA_VERSION, command, exit_code, as_of, build, syncs, orphans, error };
}

function withError<Told extends Pick<Work, "error" | "exitCodes">>(told: Told, after: Outcome<unknown>): Told {
  if (after.is === "done") return told;
  const { error, exitCodes } = told;
  return {
    ...told,
    error: error ?? errorReport(after.error),
    exitCodes: [...exitCodes, exitCodeOf(after.error)],
  };
}

/** Starts a run, records what it is allowed, and closes what a dead runner left. */
export async function beginSync<Desired>(
  { journal, stallMs }: Engine<Desired>,
  { task, lease }: HeldTask,
  { allowance }: RunOptions,
): Promise<ReadySync> {
  const runNo = await journal.beginRun(lease, allowance);
  return { task, lease, runNo, closedPlanNo: await closeOpenPlan(journal, lease, stallMs) };
}

/** Records how a run ended. A failure to record it fails the sync. */
export async function finishSync<Desired>(
  { journal }: Engine<Desired>,
  { lease, runNo }: ReadySync,
  report: SyncReport,
  asOf: string | null,
): Promise<SyncReport> {
  const result = { asOf, exitCode: report.exit_code };
  const finished = await attempt(async () => journal.finishRun(lease, runNo, result));
  return finished.is === "failed" && report.error === null ? failedSync(report, finished.error) : report;
}

async function runBegun<Desired>(
  engine: Engine<Desired>,
  task: SyncTask,
  start: Outcome<ReadySync>,
  built: Outcome<BuildReport | null>,
  options: RunOptions,
): Promise<SyncReport> {
  if (start.is === "failed") return failedSync(emptyReport(task.sync.name, null, null), start.error);
  const { runNo, closedPlanNo } = start.value;
  if (built.is === "failed") return failedSync(emptyReport(task.sync.name, runNo, closedPlanNo), built.error);
  return runSync(engine, start.value, options, "apply");
}

async function traceBuild<Desired>({ tracer = noTracer }: Engine<Desired>, build: Build): Promise<BuildReport> {
  return tracer.span("tierline.build", {}, async (note) => {
    const report = await build();
    note({ "tierline.models": report.models, "tierline.tests": report.tests });
    return report;
  });
}

/** Of a run that built nothing: the instant of the build that its plan was made from. */
async function asOfPlan<Desired>({ journal }: Engine<Desired>, { plan }: SyncReport): Promise<string | null> {
  const head = plan === null ? undefined : await journal.planHead(plan);
  return head?.asOf ?? null;
}

/** Those that run, and reports of those that somebody holds back. */
async function partPaused<Desired>(
  { journal }: Engine<Desired>,
  held: readonly HeldTask[],
): Promise<{ readonly going: readonly HeldTask[]; readonly paused: readonly SyncReport[] }> {
  const going: HeldTask[] = [];
  const paused: SyncReport[] = [];
  for (const each of held) {
    const { name } = each.task.sync;
    const pause = (await journal.status(name)).paused;
    if (pause === null) going.push(each);
    else paused.push(pausedSync(name, pause));
  }
  return { going, paused };
}

/** In name order, as the leases were taken. */
function heldTasks(tasks: readonly SyncTask[], leases: ReadonlyMap<string, Lease>): readonly HeldTask[] {
  return [...leases.values()].flatMap((lease) => {
    const task = tasks.find(({ sync }) => sync.name === lease.sync);
    return task === undefined ? [] : [{ task, lease }];
  });
}
