/** What a run of a scheduler did: on standard output as `tierline run` says it, and line by line in the log. */
import { EXIT } from "../../engine/exit-code.ts";
import type { SyncReport } from "../../engine/report.ts";
import { drawError } from "../describe-error.ts";
import { jsonDocument } from "../json-document.ts";
import { inZone } from "../picture/glyphs.ts";
import { say } from "../say.ts";
import { errorAsStarted } from "../started-as.ts";
import type { World } from "../world.ts";
import { isRunElsewhere, type Round } from "./run-due.ts";
import type { ScheduleLog } from "./schedule-log.ts";

export async function tellRun(
  world: World,
  { report, timeZone }: Extract<Round, { is: "run" }>,
  isJson: boolean,
  log: ScheduleLog,
): Promise<void> {
  const { describeRun, errorOf } = await import("../views/describe-run.ts");
  const { drawRun } = await import("../views/draw-run.ts");
  const { command, terminal } = world;
  world.progress.end();
  const body = describeRun(report, null, world);
  const found = errorOf(report);
  const error = found === null ? null : errorAsStarted(found, world);
  if (isJson) world.out(jsonDocument("run", report.exit_code, body, error));
  else say(world.out, drawRun(body, inZone(terminal.canvas, { timeZone }), command));
  if (terminal.isLive && error !== null) say(world.err, drawError(error, terminal.canvas));
  for (const sync of report.syncs) {
    if (isRunElsewhere(sync)) logHeld(sync, log);
    else logSync(sync, log);
  }
  if (report.error !== null) log("error", "run_failed", report.error.message, { code: report.error.code });
}

function logHeld({ sync, error }: SyncReport, log: ScheduleLog): void {
  log("warn", "held", `${error?.message ?? ""} ${sync} will be looked at again in a minute.`, { syncs: [sync] });
}

function logSync(
  { sync, result, exit_code, plan, receipts, requests, seconds, error }: SyncReport,
  log: ScheduleLog,
): void {
  const level = exit_code === EXIT.done ? "info" : exit_code === EXIT.notAccepted ? "warn" : "error";
  const { accepted, refused, withheld, unsettled } = receipts;
  const said = error === null ? `${sync}: ${result}, ${accepted} accepted.` : `${sync}: ${error.message}`;
  log(level, "sync_ended", said, {
    sync,
    result,
    exit_code,
    plan,
    accepted,
    refused,
    withheld,
    unsettled,
    requests,
    seconds,
    code: error?.code ?? null,
  });
}
