/** Applies plans that were made before, as `tierline apply [N]` does: exactly those rows, or none. */
import { ConfigError, InvariantError } from "../domain/errors.ts";
import { judgeGuards } from "../domain/guard.ts";
import type { PlanHead } from "../domain/plan.ts";
import type { Journal, Lease, PlannedPlace } from "../journal/journal.ts";
import { checkAccount } from "./check-account.ts";
import { checkOwners } from "./check-owners.ts";
import { checkTarget } from "./check-target.ts";
import { attempt } from "./attempt.ts";
import { basisOf, refuseStale } from "./apply-plan.ts";
import type { Engine, Refusal, RunOptions, SyncTask } from "./engine.ts";
import { exitCodeOf } from "./exit-code.ts";
import { closeOpenPlan, type Planned } from "./plan-sync.ts";
import { emptyReport, failedSync, refusedPaused, refusedSync, runStored } from "./run-sync.ts";
import { REPORT_SCHEMA_VERSION, type RunReport, type SyncReport } from "./report.ts";
import { errorReport } from "./error-report.ts";
import { beginSync, finishSync, underLeases, type HeldTask } from "./run-syncs.ts";

/**
 * The plan of this number, or, without one, the waiting plan of each task. `ConfigError`s in the report: `plan_unknown`,
 * `sync_unknown`, `plan_missing`. A plan that is stale (another build or definition, another plan closed since, more
 * than 24 hours old) is refused with exit 4.
 */
export async function applyStored<Desired>(
  engine: Engine<Desired>,
  tasks: readonly SyncTask[],
  planNo: number | null,
  options: RunOptions,
): Promise<RunReport> {
  const chosen = await attempt(async () => choose(engine.journal, tasks, planNo));
  if (chosen.is === "failed") {
    const nothing = { as_of: null, build: null, syncs: [], orphans: [], error: errorReport(chosen.error) };
    return { schema_version: REPORT_SCHEMA_VERSION, command: "apply", exit_code: exitCodeOf(chosen.error), ...nothing };
  }
  const plans = chosen.value;
  return underLeases(
    engine,
    "apply",
    plans.map(({ task }) => task),
    async (held) => {
      const syncs: SyncReport[] = [];
      for (const each of held) {
        const head = plans.find(({ task }) => task === each.task)?.head;
        if (head !== undefined) syncs.push(await applyOne(engine, each, head, options));
      }
      return { syncs, build: null, error: null, exitCodes: [] };
    },
  );
}

interface Chosen {
  readonly task: SyncTask;
  readonly head: PlanHead;
}

async function choose<Desired>(
  journal: Journal<Desired>,
  tasks: readonly SyncTask[],
  planNo: number | null,
): Promise<readonly Chosen[]> {
  if (planNo === null) return chooseWaiting(journal, tasks);
  const head = await journal.planHead(planNo);
  if (head === undefined)
    throw new ConfigError("plan_unknown", `There is no plan ${planNo}.`, { remedy: "`tierline plan` makes one." });
  const task = tasks.find(({ sync }) => sync.name === head.sync);
  if (task === undefined)
    throw new ConfigError("sync_unknown", `Plan ${planNo} is of the sync ${head.sync}, which no file describes.`, {
      remedy: "Restore its file, or release its places.",
    });
  return [{ task, head }];
}

async function chooseWaiting<Desired>(
  journal: Journal<Desired>,
  tasks: readonly SyncTask[],
): Promise<readonly Chosen[]> {
  const waiting: Chosen[] = [];
  for (const task of tasks) {
    const { lastPlan } = await journal.status(task.sync.name);
    if (lastPlan?.state === "planned") waiting.push({ task, head: lastPlan });
  }
  if (waiting.length > 0) return waiting;
  throw new ConfigError("plan_missing", "No plan waits to be applied.", { remedy: "Run `tierline plan` first." });
}

async function applyOne<Desired>(
  engine: Engine<Desired>,
  held: HeldTask,
  head: PlanHead,
  options: RunOptions,
): Promise<SyncReport> {
  const { paused } = await engine.journal.status(head.sync);
  if (paused !== null) return refusedPaused(head.sync, paused);
  const looked = await attempt(async () => lookAtPlan(engine, held, head));
  if (looked.is === "failed") return failedSync(emptyReport(head.sync, null, null), looked.error);
  const { closedPlanNo, refusal } = looked.value;
  if (refusal !== null) return refusedSync(emptyReport(head.sync, null, closedPlanNo), refusal);
  const start = await attempt(async () => beginSync(engine, held, options));
  if (start.is === "failed") return failedSync(emptyReport(head.sync, null, closedPlanNo), start.error);
  const ready = { ...start.value, closedPlanNo };
  const planned = await attempt(async () => recall(engine, held, head, options));
  const report =
    planned.is === "failed"
      ? failedSync(emptyReport(head.sync, ready.runNo, ready.closedPlanNo), planned.error)
      : await runStored(engine, ready, planned.value, options);
  return finishSync(engine, ready, report, head.asOf);
}

/**
 * A plan that cannot be applied begins no run: runs are what refused rows wait for, and what a schedule counts from.
 * What a dead runner left is closed first, since it may be this very plan.
 */
async function lookAtPlan<Desired>(
  engine: Engine<Desired>,
  { task, lease }: HeldTask,
  { planNo }: PlanHead,
): Promise<{ readonly closedPlanNo: number | null; readonly refusal: Refusal | null }> {
  const { journal, stallMs } = engine;
  const closedPlanNo = await closeOpenPlan(journal, lease, stallMs);
  const head = await journal.planHead(planNo);
  if (head === undefined) throw new InvariantError("plan_unknown", `Plan ${planNo} is not there any more.`);
  return { closedPlanNo, refusal: await refuseStale(journal, head, await basisOf(engine, task.sync)) };
}

/** The plan as it was made, judged under today's allowance; the account and the owners are looked at anew. */
async function recall<Desired>(
  { journal, allSyncs, target, targets }: Engine<Desired>,
  { task }: { readonly task: SyncTask; readonly lease: Lease },
  head: PlanHead,
  { allowance }: RunOptions,
): Promise<Planned> {
  const { sync, destination } = task;
  checkTarget(sync, { target, targets });
  const recorded = await journal.places(sync.name);
  const accountId = await checkAccount(destination, sync, recorded);
  await checkOwners(journal, sync, accountId, allSyncs);
  const places = head.counts.places.flatMap((counts): readonly PlannedPlace[] => {
    const place = recorded.find(({ placeNo }) => placeNo === counts.placeNo);
    const { isInFile, countAtDestination, name } = counts;
    return place === undefined ? [] : [{ place: { ...place, name }, isInFile, countAtDestination }];
  });
  return { is: "planned", head, places, findings: judgeGuards(head.counts, sync.guards, allowance) };
}
