import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { ScheduleBody } from "../json/schedule.ts";
import type { World } from "../world.ts";

export const scheduleCommand: Command = {
  name: "schedule",
  summary: "run each sync at the times its file names",
  description:
    "Runs until it is interrupted: whenever syncs are due by the schedule: in their files, it does for all of them " +
    "together what `tierline run` does. What was missed while it did not run, or while a run took long, is made up for " +
    "by one run. An interrupt lets what is under way end as it does for a run. Files are read anew every minute.",
  arguments: [],
  options: [{ flags: "--once", description: "run what is due now, and end: for a timer of your own, every minute" }],
  examples: [
    { line: "tierline schedule", purpose: "under a supervisor" },
    { line: "tierline schedule --once --no-input", purpose: "from cron, every minute" },
    { line: "tierline schedule --json", purpose: "one document per run" },
  ],
  run: schedule,
};

const KEPT = {
  started: "The schedule is kept from now on; interrupt it to stop.",
  stopped: "The schedule is kept no more.",
};
const ONCE = {
  started: "What is due now is run, once.",
  stopped: "What was due was looked after.",
  cut: "Stopped before all that was due was looked after: it is due still.",
};

async function schedule(outside: World, input: CommandInput): Promise<CommandResult> {
  const { keepSchedule } = await import("../schedule/keep-schedule.ts");
  const { openScheduleLog } = await import("../schedule/schedule-log.ts");
  const { tellRun } = await import("../schedule/tell-run.ts");
  const { silentProgress } = await import("../progress.ts");
  const log = await openScheduleLog(outside);
  // Its plain lines would stand between lines of JSON.
  const world = outside.terminal.isLive ? outside : { ...outside, progress: silentProgress };
  const isJson = input.has("json");
  const isOnce = input.has("once");
  log("info", "started", isOnce ? ONCE.started : KEPT.started);
  const { runs, exitCode } = await keepSchedule(
    { world, input, log, onRun: (round) => tellRun(world, round, isJson, log) },
    isOnce,
  );
  const isCut = exitCode === EXIT.interrupted;
  log("info", "stopped", isOnce ? (isCut ? ONCE.cut : ONCE.stopped) : KEPT.stopped, { runs });
  const body: ScheduleBody = { runs };
  return {
    exitCode: isOnce || isCut ? exitCode : EXIT.done,
    body,
    lines: [],
    error: null,
    isEndedBySignal: !isCut,
  };
}
