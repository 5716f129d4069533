/**
 * The commands that touch several syncs. All leases first, in name order; then each sync's dead plan is closed; one
 * build; then sync after sync is planned, applied and closed. One sync's failure does not stop the next.
 */
import type { TierlineError } from "../domain/errors.ts";
import type { Lease } from "../journal/journal.ts";
import { attempt, type Outcome } from "./attempt.ts";
import type { Engine, RunOptions, SyncTask, UnreadyTask } from "./engine.ts";
import { exitCodeOf, worstExitCode } from "./exit-code.ts";
import { findOrphans } from "./find-orphans.ts";
import { endLeases, takeLeases, type Passing } from "./hold-leases.ts";
import { closeOpenPlan } from "./plan-sync.ts";
import { noTracer } from "../platform/tracer.ts";
import { REPORT_SCHEMA_VERSION, type BuildReport, type RunReport, type SyncReport } from "./report.ts";
import { errorReport } from "./error-report.ts";
import { emptyReport, failedSync, pausedSync, runSync, type ReadySync } from "./run-sync.ts";

/** Builds all models of these syncs once. Rejects with a `TierlineError` when dbt stopped. */
export type Build = () => Promise<BuildReport>;

/** A task whose lease is held. */
export interface HeldTask<Task = SyncTask> {
  readonly task: Task;
  readonly lease: Lease;
}

type RunTask = SyncTask | UnreadyTask;

/** What a command did under its leases. */
export type Work = Pick<RunReport, "syncs" | "build" | "error"> & { readonly exitCodes: readonly number[] };

/**
 * Close what is open, build, plan, apply, close. `build` null: plan from the newest build there is; nothing is built where
 * no sync is ready. Exit 6 when a lease is held elsewhere: nothing is done then, or the others are, as the options say.
 */
export async function runSyncs<Desired>(
  engine: Engine<Desired>,
  tasks: readonly RunTask[],
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
  tasks: readonly RunTask[],
  build: Build | null,
  options: RunOptions,
): Promise<RunReport> {
  const work = async (held: readonly HeldTask<RunTask>[]): Promise<Work> => {
    const { going, paused } = await partPaused(engine, held);
    if (going.length === 0) return { syncs: paused, build: null, error: null, exitCodes: [] };
    const begun: (HeldTask<RunTask> & { readonly start: Outcome<ReadySync<RunTask>> })[] = [];
    for (const each of going)
      begun.push({ ...each, start: await attempt(async () => beginSync(engine, each, options)) });
    const isBuilt = build !== null && going.some(({ task }) => "destination" in task);
    const built = await attempt(async () => (isBuilt ? traceBuild(engine, build) : null));
    const syncs: SyncReport[] = [...paused];
    for (const { task, start } of begun) {
      const report = await runBegun(engine, task, start, built, options);
      const asOf = built.is === "done" ? (built.value?.as_of ?? (await asOfPlan(engine, report))) : null;
      syncs.push(start.is === "done" ? await finishSync(engine, start.value, report, asOf) : report);
    }
    if (built.is === "done") return { syncs, build: built.value, error: null, exitCodes: [] };
    return { syncs, build: null, error: errorReport(built.error), exitCodes: [exitCodeOf(built.error)] };
  };
  return underLeases(engine, "run", tasks, work, options.passing);
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
export async function underLeases<Desired, Task extends Pick<SyncTask, "sync">>(
  engine: Engine<Desired>,
  command: RunReport["command"],
  tasks: readonly Task[],
  work: (held: readonly HeldTask<Task>[]) => Promise<Work>,
  passing: Passing = {},
): Promise<RunReport> {
  const { journal, allSyncs } = engine;
  const done = await attempt(async () => {
    const names = tasks.map(({ sync }) => sync.name);
    const { leases, held } = await takeLeases(journal, names, passing);
    const worked = await attempt(async () => work(heldTasks(tasks, leases)));
    // Afterwards: only then it is known which list takes the place of another.
    const orphans = await attempt(async () => findOrphans(journal, allSyncs));
    const ended = await attempt(async () => endLeases(leases));
    if (worked.is === "failed") throw worked.error;
    // What was done is told all the same.
    const passedOver = [...held].map(([sync, error]) => failedSync(emptyReport(sync, null, null), error));
    const syncs = [...worked.value.syncs, ...passedOver].toSorted((a, b) => (a.sync < b.sync ? -1 : 1));
    const result = { ...worked.value, syncs, orphans: orphans.is === "done" ? orphans.value : [] };
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
export async function beginSync<Desired, Task extends Pick<SyncTask, "sync">>(
  { journal, stallMs }: Engine<Desired>,
  { task, lease }: HeldTask<Task>,
  { allowance }: RunOptions,
): Promise<ReadySync<Task>> {
  const runNo = await journal.beginRun(lease, allowance);
  return { task, lease, runNo, closedPlanNo: await closeOpenPlan(journal, lease, stallMs) };
}

/** Records how a run ended. A failure to record it fails the sync. */
export async function finishSync<Desired>(
  { journal }: Engine<Desired>,
  { lease, runNo }: Pick<ReadySync, "lease" | "runNo">,
  report: SyncReport,
  asOf: string | null,
): Promise<SyncReport> {
  const result = { asOf, exitCode: report.exit_code };
  const finished = await attempt(async () => journal.finishRun(lease, runNo, result));
  return finished.is === "failed" && report.error === null ? failedSync(report, finished.error) : report;
}

async function runBegun<Desired>(
  engine: Engine<Desired>,
  task: RunTask,
  start: Outcome<ReadySync<RunTask>>,
  built: Outcome<BuildReport | null>,
  options: RunOptions,
): Promise<SyncReport> {
  if (start.is === "failed") return failedSync(emptyReport(task.sync.name, null, null), start.error);
  const { runNo, closedPlanNo } = start.value;
  const fail = (error: TierlineError): SyncReport =>
    failedSync(emptyReport(task.sync.name, runNo, closedPlanNo), error);
  if ("error" in task) return fail(task.error);
  if (built.is === "failed") return fail(built.error);
  return runSync(engine, { ...start.value, task }, options, "apply");
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
  held: readonly HeldTask<RunTask>[],
): Promise<{ readonly going: readonly HeldTask<RunTask>[]; readonly paused: readonly SyncReport[] }> {
  const going: HeldTask<RunTask>[] = [];
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
function heldTasks<Task extends Pick<SyncTask, "sync">>(
  tasks: readonly Task[],
  leases: ReadonlyMap<string, Lease>,
): readonly HeldTask<Task>[] {
  return [...leases.values()].flatMap((lease) => {
    const task = tasks.find(({ sync }) => sync.name === lease.sync);
    return task === undefined ? [] : [{ task, lease }];
  });
}
