/** One round of a scheduler: opens the state, looks again what is due, and runs that as `tierline run` does. */
import { TransientError } from "../../domain/errors.ts";
import { dueSyncs, type DueSync, type ScheduledSync } from "../../domain/due-syncs.ts";
import { asTierlineError, EXIT, exitCodeOf } from "../../engine/exit-code.ts";
import type { Holders } from "../../engine/hold-leases.ts";
import { isHeldElsewhere } from "../../engine/judge-alerts.ts";
import type { RunReport, SyncReport } from "../../engine/report.ts";
import type { CommandInput } from "../command.ts";
import type { World } from "../world.ts";
import { readLastBegun, SKEW_MS_MAX } from "./last-begun.ts";
import type { ScheduleLog } from "./schedule-log.ts";

export type Round =
  | (Found & {
      readonly is: "run";
      readonly began: readonly DueSync[];
      readonly report: RunReport;
      readonly timeZone: string;
    })
  /** Another process has run them since; by this machine's clock. */
  | { readonly is: "run_elsewhere"; readonly lastMs: ReadonlyMap<string, number> }
  /** Another process holds a lease, or the state's file: they stay due. Of a run, those that were passed over do. */
  | (Found & { readonly is: "held"; readonly message: string });

interface Found {
  /** Who held what, which the next round is told. */
  readonly held: Holders;
}

/**
 * What was held in the round before, and by the same, is passed over once it sends: two schedulers that begin at once must
 * not share the syncs out among them, nor one build beside the other's build. Rejects as `openBench` does; a run that fails is a report.
 */
export async function runDue(
  world: World,
  input: CommandInput,
  scheduled: readonly ScheduledSync[],
  log: ScheduleLog,
  heldBefore: Holders,
): Promise<Round> {
  const { openBench } = await import("../wire.ts");
  const { alertAfterRun } = await import("../alerts/alert-after-run.ts");
  const { whoSends } = await import("../../engine/hold-leases.ts");
  const { runSyncs } = await import("../../engine/run-syncs.ts");
  const { withTracer } = await import("../with-tracer.ts");
  const { showSending } = await import("../show-sending.ts");
  const tell = (sentence: string): void => log("warn", "alert_not_sent", sentence);
  const opened = await openBench(world, input, "schedule").catch((error: unknown) => heldOrThrow(error));
  if ("is" in opened) return opened;
  try {
    const nowMs = world.clock.nowMs();
    const skewMs = (await opened.stateNowMs()) - nowMs;
    if (Math.abs(skewMs) > SKEW_MS_MAX)
      log("warn", "clock_off", describeSkew(skewMs), { skew_seconds: Math.round(skewMs / 1000) });
    const fresh: ScheduledSync[] = [];
    for (const sync of scheduled) {
      const { atMs } = await readLastBegun(opened.engine.journal, sync.name, { nowMs, skewMs });
      fresh.push({ ...sync, lastMs: Math.max(sync.lastMs, atMs ?? sync.lastMs) });
    }
    const due = dueSyncs(fresh, nowMs);
    if (due.length === 0)
      return { is: "run_elsewhere", lastMs: new Map(fresh.map(({ name, lastMs }) => [name, lastMs])) };
    const names = new Set(due.map(({ name }) => name));
    const tasks = opened.tasks.filter(({ sync }) => names.has(sync.name));
    const unready = opened.unready.filter(({ sync }) => names.has(sync.name));
    const files = opened.files.filter(({ sync }) => tasks.some((task) => task.sync.name === sync.name));
    const held = new Map<string, string>();
    const passesOver = await whoSends(opened.engine.journal, heldBefore);
    const options = {
      allowance: null,
      signal: world.signal,
      passing: {
        passesOver,
        onHeld: (sync: string, heldBy: string) => void held.set(sync, heldBy),
        onTaken: (syncs: readonly string[]) => tellStart(log, due, syncs),
      },
      onProgress: showSending(world),
    };
    const report = await withTracer(
      world,
      (sentence) => log("warn", "no_spans", sentence),
      (tracer) =>
        runSyncs({ ...opened.engine, tracer }, [...tasks, ...unready], () => opened.build(null, files), options),
    );
    if (isHeldElsewhere(report)) return { is: "held", message: report.error?.message ?? "", held };
    const began = due.filter(({ name }) => !held.has(name));
    if (began.length === 0)
      return { is: "held", message: report.syncs.map(({ error }) => error?.message ?? "").join(" "), held };
    await alertAfterRun(world, opened, report, { staleSources: null, tell });
    return { is: "run", began, held, report, timeZone: opened.project.settings.timeZone };
  } finally {
    await opened.close();
  }
}

function tellStart(log: ScheduleLog, due: readonly DueSync[], syncs: readonly string[]): void {
  const missed = due.reduce((sum, { name, missed: times }) => sum + (syncs.includes(name) ? times : 0), 0);
  log("info", "run_started", `Running ${syncs.join(", ")}.`, { syncs, missed });
}

/** Not so one that lost its lease midway: it began. */
export function isRunElsewhere({ error }: SyncReport): boolean {
  return error?.code === "lease_held";
}

function heldOrThrow(error: unknown): Extract<Round, { is: "held" }> {
  const known = asTierlineError(error);
  if (known instanceof TransientError && exitCodeOf(known) === EXIT.leaseHeld)
    return { is: "held", message: known.message, held: new Map() };
  throw error;
}

function describeSkew(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return (
    `This machine's clock is ${minutes} min ${skewMs > 0 ? "behind" : "ahead of"} the warehouse's: ` +
    "schedules follow this machine's. Set its clock."
  );
}
