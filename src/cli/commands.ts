/** Every command, in the order in which a new user meets them. */
import type { Command } from "./command.ts";
import { applyCommand } from "./commands/apply.ts";
import { audienceCommand } from "./commands/audience.ts";
import { audiencesCommand } from "./commands/audiences.ts";
import { buildCommand } from "./commands/build.ts";
import { checkCommand } from "./commands/check.ts";
import { compareCommand } from "./commands/compare.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { feedbackCommand } from "./commands/feedback.ts";
import { exposuresCommand } from "./commands/exposures.ts";
import { initCommand } from "./commands/init.ts";
import { loadCommand } from "./commands/load.ts";
import { planCommand } from "./commands/plan.ts";
import { pauseCommand } from "./commands/pause.ts";
import { releaseCommand } from "./commands/release.ts";
import { reportCommand } from "./commands/report.ts";
import { resumeCommand } from "./commands/resume.ts";
import { runCommand } from "./commands/run.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { takeOverCommand } from "./commands/take-over.ts";
import { statusCommand } from "./commands/status.ts";

export const commands: readonly Command[] = [
  initCommand,
  sandboxCommand,
  loadCommand,
  checkCommand,
  buildCommand,
  planCommand,
  applyCommand,
  runCommand,
  feedbackCommand,
  scheduleCommand,
  takeOverCommand,
  pauseCommand,
  resumeCommand,
  releaseCommand,
  statusCommand,
  explainCommand,
  audiencesCommand,
  audienceCommand,
  compareCommand,
  reportCommand,
  exposuresCommand,
  doctorCommand,
  demoCommand,
];
