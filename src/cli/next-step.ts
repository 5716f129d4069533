/** What to do next about one sync: a command line, or a sentence. */
import { isAllowable, judgeGuards, stoppingOrphans } from "../domain/guard.ts";
import { PLAN_AGE_MAX_MS, type PlanHead } from "../domain/plan.ts";
import type { Sync } from "../domain/sync.ts";
import { REASON } from "../domain/receipt.ts";
import { EXIT } from "../engine/exit-code.ts";
import type { BuildAnswer } from "../engine/read-build.ts";
import type { SyncStatus } from "../journal/journal.ts";
import { counted } from "./picture/number.ts";
import { releaseCommands } from "./release-commands.ts";

/**
 * `nothing_loaded`: there is no warehouse yet. `unbuilt_unloaded`, `failed_unloaded`: there was no build, or it failed, and no
 * load ever made the tables that Tierline's own staging models read. `held`: somebody writes it now.
 */
export type BuildSight =
  | BuildAnswer
  | { readonly is: "nothing_loaded" | "unbuilt_unloaded" | "failed_unloaded" | "held" };

export interface Situation {
  readonly status: SyncStatus;
  /** Undefined: its file is gone. */
  readonly sync: Sync | undefined;
  /** L; null when its file is gone. */
  readonly coolDownMs: number | null;
  readonly build: BuildSight;
  /** Events were loaded that the newest build has not seen. */
  readonly isUnbuilt: boolean;
  readonly nowMs: number;
}

/** What a plan that was made before cannot get past either. A guard is told with the plan. */
const STOPS: ReadonlySet<number> = new Set([EXIT.error, EXIT.configuration, EXIT.authentication]);

/** Refused rows are retried by themselves. */
const ENDS_WELL: ReadonlySet<number> = new Set([EXIT.done, EXIT.notAccepted]);

export function nextStep({ status, sync, build, isUnbuilt, nowMs }: Situation): string {
  const { lastPlan, lastRun } = status;
  if (sync === undefined)
    return `Put its file back, or give its places up: ${releaseCommands({ sync: status.sync, in_file: false, places: [] }).join()}`;
  if (status.paused !== null) return `tierline resume ${status.sync}`;
  if (lastPlan?.state === "applying")
    return "tierline run: the last apply did not end; a run settles what is uncertain.";
  const before = beforePlan(build);
  if (before !== undefined) return before;
  const isWaiting = status.notSent.some((one) => one.class === "waiting");
  const waits = isWaiting ? "tierline run, once the waiting time is over." : undefined;
  const isStopped = STOPS.has(lastRun?.exitCode ?? EXIT.done);
  if (lastPlan?.state === "planned" && !(isStopped && lastRun !== null && lastRun.startedAtMs > lastPlan.madeAtMs))
    return afterPlan(lastPlan, sync, build, nowMs) ?? waits ?? untilChange(status, isUnbuilt);
  if (lastRun === null) return "tierline run";
  if (status.places.some((place) => place.unsettled > 0)) return "tierline run: says again what may not have arrived.";
  if (waits !== undefined) return waits;
  if (!ENDS_WELL.has(lastRun.exitCode ?? EXIT.error))
    return `tierline run, once what stopped the last one is mended (it ended with ${lastRun.exitCode ?? "no exit code"}).`;
  // It ended well without a plan: before the first one there was nothing to compare.
  if (lastPlan === null) return "tierline run";
  const withheld = status.notSent.filter((one) => one.class === "withheld");
  // What --limit left is the first question of the next plan's guards.
  if (withheld.some(({ reason }) => reason === REASON.limit))
    return "tierline plan, then tierline apply: what the limit left; guards ask anew.";
  if (withheld.length > 0) return "tierline run: sends what was withheld.";
  if (build.is === "fit" && build.build.invocationId !== lastPlan.invocationId)
    return `tierline plan: there is a newer build than plan ${lastPlan.planNo} compared.`;
  return untilChange(status, isUnbuilt);
}

/** Nothing is there to send. */
function untilChange({ notSent }: SyncStatus, isUnbuilt: boolean): string {
  if (isUnbuilt) return "tierline build, then tierline plan: events were loaded since the newest build.";
  const held = notSent.filter((one) => one.class === "refused").reduce((sum, { count }) => sum + count, 0);
  if (held === 0) return "Nothing to do until the data changes.";
  return `Nothing to do until the data changes; ${counted(held, "row")} cannot be sent as things are.`;
}

/** What a plan needs first; undefined when it can be made. */
function beforePlan(build: BuildSight): string | undefined {
  switch (build.is) {
    case "fit":
      return undefined;
    case "held":
      return "Wait until the warehouse is free: it is being loaded or built now.";
    case "nothing_loaded":
      return "tierline load data";
    case "unbuilt_unloaded":
      return "tierline load data, then tierline build: nothing was loaded yet (if your own staging models read other tables: tierline build).";
    case "failed_unloaded":
      return "tierline load data, then tierline build: the last one failed, and nothing was loaded yet (unless your own staging models read other tables: then mend what failed).";
    case "refused":
      if (build.refusal.code === "build_missing") return "tierline build, then tierline plan.";
      // One that was stopped or killed reads the same, and is the likelier to be met.
      if (build.refusal.code === "build_running")
        return "tierline build, unless one is under way: the newest has not ended.";
      return `tierline build, once it can succeed: ${build.refusal.message}`;
    default:
      return build satisfies never;
  }
}

/** Undefined: the plan is empty. */
function afterPlan(plan: PlanHead, sync: Sync, build: BuildSight, nowMs: number): string | undefined {
  const stale = whyStale(plan, sync, build, nowMs);
  if (stale !== undefined) return `tierline plan: plan ${plan.planNo} cannot be applied any more, ${stale}.`;
  const stopping = judgeGuards(plan.counts, sync.guards, null);
  const names = [...new Set(stopping.map(({ name }) => name))];
  if (names.length === 0) return isEmpty(plan) ? undefined : `tierline apply ${plan.planNo}`;
  const which = names.length === 1 ? `the guard ${names.join()} stops` : `the guards ${names.join(", ")} stop`;
  if (!names.every(isAllowable)) return `Mend the models: ${which} plan ${plan.planNo}, which cannot be allowed.`;
  const allowing = names.map((name) => `--allow ${name}`).join(" ");
  const places = stoppingOrphans(plan.counts, stopping).map(({ placeNo }) => ({ place: placeNo }));
  const release = releaseCommands({ sync: sync.name, in_file: true, places });
  const letStay = places.length === 0 ? "" : ` If who is there is to stay: ${release.join(", ")}`;
  return `tierline plan show ${plan.planNo}: ${which} it. If it is meant: tierline apply ${plan.planNo} ${allowing} --reason "…"${letStay}`;
}

function isEmpty({ counts }: PlanHead): boolean {
  return counts.places.every(({ enter, update, leave }) => enter + update + leave === 0);
}

function whyStale(plan: PlanHead, sync: Sync, build: BuildSight, nowMs: number): string | undefined {
  if (plan.definitionHash !== sync.definitionHash) return "since the sync file has changed";
  if (build.is === "fit" && build.build.invocationId !== plan.invocationId) return "since there is a newer build";
  return nowMs - plan.madeAtMs > PLAN_AGE_MAX_MS ? "since it is more than a day old" : undefined;
}
