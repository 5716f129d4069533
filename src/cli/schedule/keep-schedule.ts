/**
 * The loop of `tierline schedule`. It holds nothing while it waits: the state is opened for a run and closed after it, so
 * that other commands can work in between. When a sync last ran is read from the state, by whom ever it was run: a
 * scheduler that was restarted makes up for what it missed with one run, and of two schedulers one runs and the other
 * sees that it was done.
 */
import type { Project } from "../../config/project.ts";
import type { SyncFile } from "../../config/sync-file.ts";
import type { Holders } from "../../engine/hold-leases.ts";
import { ConfigError, type TierlineError } from "../../domain/errors.ts";
import { dueSyncs, nextDue, type ScheduledSync } from "../../domain/due-syncs.ts";
import { asTierlineError, EXIT, exitCodeOf, worstExitCode } from "../../engine/exit-code.ts";
import { isoInstant } from "../../platform/instant.ts";
import { shortInstant } from "../picture/instant.ts";
import type { CommandInput } from "../command.ts";
import { scheduledDeliveries } from "../report/delivery-schedules.ts";
import { textAsStarted } from "../started-as.ts";
import { toldWithPlaces } from "../told-with-places.ts";
import type { World } from "../world.ts";
import { alertNotBegun } from "../alerts/alert-after-run.ts";
import { SKEW_MS_MAX } from "./last-begun.ts";
import { learnLastBegun } from "./learn-last-begun.ts";
import { attendReport, type Attended } from "./report-duties.ts";
import { runDue, type Round } from "./run-due.ts";
import type { ScheduleLog } from "./schedule-log.ts";

/** The files are read anew this often, and a clock that was set, or a machine that slept, is noticed. */
const LOOK_EVERY_MS = 60_000;

/** Of what is wrong in the files; `tierline plan` lists all of it. */
const PROBLEMS_MAX = 5;

export interface Keeping {
  readonly world: World;
  readonly input: CommandInput;
  readonly log: ScheduleLog;
  /** Prints what a run did, and tells whom it concerns. */
  readonly onRun: (round: Extract<Round, { is: "run" }>) => Promise<void>;
}

export interface Kept {
  readonly runs: number;
  /** Of the last round in which something was due: syncs, the report, its digest. 0 without one, 6 where somebody else held it. */
  readonly exitCode: number;
}

/** What one look tells the next. */
interface Noted {
  /** When each sync, and each duty of the report, last began. */
  readonly known: Map<string, number>;
  /** Who held what when last something was due. */
  held: Holders;
}

/**
 * Resolves when the signal is given, or after the first look for `isOnce`. `ConfigError` of the first reading of the
 * files; later ones are told, and the loop goes on.
 */
export async function keepSchedule(keeping: Keeping, isOnce: boolean): Promise<Kept> {
  const { world } = keeping;
  const known = new Map<string, number>();
  const noted: Noted = { known, held: new Map() };
  let kept: Kept = { runs: 0, exitCode: EXIT.done };
  let told = "";
  let toldError = "";
  for (let isFirst = true; ; isFirst = false) {
    let scheduled: readonly ScheduledSync[] = [];
    let pauseMs = LOOK_EVERY_MS;
    try {
      const read = await readScheduled(keeping, known);
      ({ scheduled } = read);
      const attended = await attendBoth(keeping, read, noted, kept);
      ({ kept } = attended);
      if (isOnce || world.signal.aborted) return kept;
      const { duties } = attended;
      const next = nextDue(
        [...scheduled, ...(duties ?? [])].map((sync) => ({ ...sync, lastMs: known.get(sync.name) ?? sync.lastMs })),
      );
      if (duties !== null) told = tellNext(keeping, next, told);
      pauseMs = pauseUntil(next?.atMs ?? null, world.clock.nowMs());
      toldError = "";
    } catch (thrown) {
      const error = asTierlineError(thrown);
      if (exitCodeOf(error) === EXIT.leaseHeld && !isOnce && !world.signal.aborted) {
        keeping.log("warn", "held", `${error.message} It will be looked at again in a minute.`);
        if (!(await sleptThrough(world, pauseMs))) return kept;
        continue;
      }
      const due = dueSyncs(scheduled, world.clock.nowMs());
      // A file that stays wrong is looked at every minute, and told once.
      const said = toldWithPlaces(error, PROBLEMS_MAX);
      if (due.length > 0 || toldError !== said) await tellError(keeping, error);
      toldError = said;
      if (isOnce || (isFirst && error instanceof ConfigError)) throw error;
      if (world.signal.aborted) return kept;
      // What could not begin is not tried again every minute: it is due at its next time.
      for (const { name } of due) known.set(name, world.clock.nowMs());
    }
    if (!(await sleptThrough(world, pauseMs))) return kept;
  }
}

/** What is due still, since somebody else holds it, is looked at again like everything else. */
function pauseUntil(atMs: number | null, nowMs: number): number {
  if (atMs === null || atMs <= nowMs) return LOOK_EVERY_MS;
  return Math.min(atMs - nowMs, LOOK_EVERY_MS);
}

interface Scheduled {
  readonly project: Project;
  readonly scheduled: readonly ScheduledSync[];
}

/** The syncs first: a report tells what they did. It goes out although they could not begin. */
async function attendBoth(
  keeping: Keeping,
  { project, scheduled }: Scheduled,
  noted: Noted,
  before: Kept,
): Promise<{ readonly kept: Kept; readonly duties: readonly ScheduledSync[] | null }> {
  let kept: Kept | null = null;
  let report: Attended = { duties: [], exitCodes: [] };
  try {
    kept = await attend(keeping, scheduled, noted);
  } finally {
    report = await attendReport(keeping, project, noted.known);
  }
  const exitCodes = [...(kept === null ? [] : [kept.exitCode]), ...report.exitCodes];
  const exitCode = exitCodes.length === 0 ? before.exitCode : worstExitCode(exitCodes);
  return { kept: { runs: before.runs + (kept?.runs ?? 0), exitCode }, duties: report.duties };
}

async function readScheduled(keeping: Keeping, known: Map<string, number>): Promise<Scheduled> {
  const { world, input, log } = keeping;
  const { openProject } = await import("../wire.ts");
  const { readSyncs } = await import("../read-syncs.ts");
  const project = await openProject(world, input);
  const files = await readSyncs(project, world, "look");
  const scheduled = files.filter(hasSchedule);
  if (scheduled.length === 0 && scheduledDeliveries(project.settings).length === 0)
    throw new ConfigError("no_schedule", "No sync has a schedule.", {
      remedy: 'Give one a schedule in its file, as schedule: {cron: "15 * * * *"}; docs/schedule.md.',
    });
  dropFuture(known, world.clock.nowMs(), log);
  const unknown = scheduled.map(({ sync }) => sync.name).filter((name) => !known.has(name));
  if (unknown.length > 0) await learnLastBegun(world, input, unknown, known, log);
  return {
    project,
    scheduled: scheduled.map(({ sync, schedule }) => ({
      name: sync.name,
      schedule,
      lastMs: known.get(sync.name) ?? world.clock.nowMs(),
    })),
  };
}

/** The clock was put back: what was noted by the old one must not hold up what is due by the new one. */
function dropFuture(known: Map<string, number>, nowMs: number, log: ScheduleLog): void {
  for (const [name, lastMs] of known) {
    if (lastMs <= nowMs + SKEW_MS_MAX) continue;
    known.set(name, nowMs);
    log("warn", "clock_off", `This machine's clock was put back: ${name} counts from now.`, { syncs: [name] });
  }
}

function hasSchedule(file: SyncFile): file is SyncFile & { readonly schedule: NonNullable<SyncFile["schedule"]> } {
  return file.schedule !== null;
}

/** Runs what is due; null: nothing is. What is held elsewhere stays due, and is looked at again after a minute. */
async function attend(
  { world, input, log, onRun }: Keeping,
  scheduled: readonly ScheduledSync[],
  noted: Noted,
): Promise<Kept | null> {
  const { known, held } = noted;
  noted.held = new Map();
  const due = dueSyncs(scheduled, world.clock.nowMs()).map(({ name }) => name);
  if (due.length === 0) return null;
  const beganMs = world.clock.nowMs();
  const candidates = scheduled.filter(({ name }) => due.includes(name));
  const round = await runDue(world, input, candidates, log, held);
  if (round.is !== "run_elsewhere") noted.held = round.held;
  switch (round.is) {
    case "held":
      log("warn", "held", `${round.message} ${due.join(", ")} will be looked at again in a minute.`, { syncs: due });
      return { runs: 0, exitCode: EXIT.leaseHeld };
    case "run_elsewhere":
      for (const [name, lastMs] of round.lastMs) known.set(name, lastMs);
      log("info", "run_elsewhere", `${due.join(", ")} was run by another process.`, { syncs: due });
      return { runs: 0, exitCode: EXIT.done };
    case "run":
      for (const { name } of round.began) known.set(name, beganMs);
      await onRun(round);
      return { runs: 1, exitCode: round.report.exit_code };
    default:
      return round satisfies never;
  }
}

/** Once for each next instant; on a terminal it stands there until something happens. */
function tellNext({ world, log }: Keeping, next: ReturnType<typeof nextDue>, told: string): string {
  // What is due still, since somebody else holds it, has been told.
  if (next !== null && next.atMs <= world.clock.nowMs()) return told;
  const text =
    next === null
      ? "Nothing is due any more."
      : `Next: ${next.names.join(", ")} at ${shortInstant(isoInstant(next.atMs))} UTC`;
  if (world.terminal.isLive) world.progress.show(text);
  else if (text !== told)
    log("info", "waiting", text, next === null ? {} : { syncs: next.names, next_at: isoInstant(next.atMs) });
  return text;
}

async function tellError({ world, input, log }: Keeping, error: TierlineError): Promise<void> {
  log("error", "round_failed", textAsStarted(toldWithPlaces(error, PROBLEMS_MAX), world), { code: error.code });
  await alertNotBegun(world, input, error, (sentence) => log("warn", "alert_not_sent", sentence));
}

/** False: the signal was given. */
async function sleptThrough({ clock, signal }: World, ms: number): Promise<boolean> {
  try {
    await clock.sleep(Math.max(ms, 0), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
