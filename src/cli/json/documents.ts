/** The shape of every document that `--json` prints; `schemas/json/` is made from it. */
import { z } from "zod";
import { JSON_SCHEMA_VERSION } from "../json-document.ts";
import { audienceBody, audiencesBody } from "./audiences.ts";
import { checkBody } from "./check.ts";
import { compareBody } from "./compare.ts";
import { pauseBody, releaseBody } from "./decisions.ts";
import { demoBody } from "./demo.ts";
import { doctorBody } from "./doctor.ts";
import { explainBody } from "./explain.ts";
import { feedbackBody } from "./feedback.ts";
import { exposuresBody } from "./exposures.ts";
import { initBody } from "./init.ts";
import { loadBody } from "./load.ts";
import { planBody, planListBody, planShowBody } from "./plan.ts";
import { buildBody, runBody } from "./run.ts";
import { sandboxBody, sandboxResetBody } from "./sandbox.ts";
import { reportBody } from "./report.ts";
import { errorShape } from "./shared.ts";
import { scheduleBody } from "./schedule.ts";
import { takeOverBody } from "./take-over.ts";
import { statusBody } from "./status.ts";

const BODIES = {
  apply: runBody,
  audience: audienceBody,
  audiences: audiencesBody,
  build: buildBody,
  check: checkBody,
  compare: compareBody,
  demo: demoBody,
  doctor: doctorBody,
  explain: explainBody,
  feedback: feedbackBody,
  exposures: exposuresBody,
  init: initBody,
  load: loadBody,
  plan: planBody,
  "plan list": planListBody,
  "plan show": planShowBody,
  pause: pauseBody,
  release: releaseBody,
  report: reportBody,
  resume: pauseBody,
  run: runBody,
  sandbox: sandboxBody,
  "sandbox reset": sandboxResetBody,
  schedule: scheduleBody,
  status: statusBody,
  "take-over": takeOverBody,
} as const;

export type DocumentName = keyof typeof BODIES;
export const DOCUMENT_NAMES: readonly DocumentName[] = [
  "apply",
  "audience",
  "audiences",
  "build",
  "check",
  "compare",
  "demo",
  "doctor",
  "explain",
  "feedback",
  "exposures",
  "init",
  "load",
  "plan",
  "plan list",
  "plan show",
  "pause",
  "release",
  "report",
  "resume",
  "run",
  "sandbox",
  "sandbox reset",
  "schedule",
  "status",
  "take-over",
];

const exitCode = z.union([0, 1, 2, 3, 4, 5, 6, 7, 130].map((code) => z.literal(code)));

/** What the command has to tell, or, where it could not begin, the error alone. */
function documentSchema(name: DocumentName): z.ZodType {
  const head = {
    schema_version: z.literal(JSON_SCHEMA_VERSION),
    // A command line that names no command, or a wrong one, is `tierline`'s own.
    command: z.literal([name, "tierline"]),
    exit_code: exitCode.describe("Also the exit code of the process; docs/operations.md."),
  };
  return z.union([
    BODIES[name].extend({ ...head, error: errorShape }),
    z.strictObject({ ...head, error: errorShape.unwrap() }),
  ]);
}

/** Draft 2020-12. */
export function documentJsonSchema(name: DocumentName): Readonly<Record<string, unknown>> {
  return { title: `tierline ${name} --json`, ...z.toJSONSchema(documentSchema(name), { reused: "ref" }) };
}
