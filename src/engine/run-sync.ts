/** One sync of a command, from its plan to its report. It never rejects: what went wrong stands in the report. */
import type { Pause } from "../domain/decision.ts";
import type { TierlineError } from "../domain/errors.ts";
import type { OutcomeCounts, Lease } from "../journal/journal.ts";
import { applyPlan, stopCause, type ApplyAnswer } from "./apply-plan.ts";
import { checkTarget } from "./check-target.ts";
import type { Engine, Refusal, RunOptions, SyncTask } from "./engine.ts";
import { noTracer, type SpanAttributes } from "../platform/tracer.ts";
import { asTierlineError, EXIT, exitCodeOf } from "./exit-code.ts";
import { planSync, type Planned } from "./plan-sync.ts";
import { pauseReport, planReport, refusalReport, type SyncReport } from "./report.ts";
import { errorReport } from "./error-report.ts";

/** A sync whose lease is held and whose dead plan, if any, is closed. */
export interface ReadySync<Task = SyncTask> {
  readonly task: Task;
  readonly lease: Lease;
  readonly runNo: number;
  readonly closedPlanNo: number | null;
}

const NO_RECEIPTS: OutcomeCounts = { accepted: 0, refused: 0, withheld: 0, unsettled: 0 };

/** Plans and, unless told not to, applies. A plan alone only shows: what would stop it is no failure. */
export async function runSync<Desired>(
  engine: Engine<Desired>,
  ready: ReadySync,
  options: RunOptions,
  mode: "apply" | "plan",
): Promise<SyncReport> {
  return reporting(engine, ready, async (report) => {
    if (options.signal.aborted) return { ...report, result: "interrupted", exit_code: EXIT.interrupted };
    const { task, lease, runNo } = ready;
    if (mode === "apply") checkTarget(task.sync, engine);
    const { tracer = noTracer } = engine;
    const name = { "tierline.sync": task.sync.name };
    const answer = await tracer.span("tierline.plan", name, async (note) => {
      const made = await planSync(engine, task, lease, { runNo, allowance: options.allowance });
      note(made.is === "planned" ? planAttributes(made) : { "error.type": made.refusal.code });
      return made;
    });
    if (answer.is === "refused") return refusedSync(report, answer.refusal);
    const planned = { ...report, ...planReport(answer.head, answer.findings) };
    if (mode === "plan") return { ...planned, result: "planned", exit_code: EXIT.done };
    return tracer.span("tierline.apply", name, async (note) => {
      const ended = applied(planned, answer, await applyPlan(engine, task, lease, answer, options));
      note(applyAttributes(ended));
      return ended;
    });
  });
}

function planAttributes({ head }: Planned): SpanAttributes {
  const sum = (key: "enter" | "update" | "leave"): number =>
    head.counts.places.reduce((rows, place) => rows + place[key], 0);
  return {
    "tierline.plan": head.planNo,
    "tierline.enter": sum("enter"),
    "tierline.update": sum("update"),
    "tierline.leave": sum("leave"),
  };
}

function applyAttributes({ plan, result, exit_code, receipts, error }: SyncReport): SpanAttributes {
  return {
    ...(plan === null ? {} : { "tierline.plan": plan }),
    "tierline.result": result,
    "tierline.exit_code": exit_code,
    "tierline.accepted": receipts.accepted,
    "tierline.refused": receipts.refused,
    "tierline.withheld": receipts.withheld,
    "tierline.unsettled": receipts.unsettled,
    ...(error === null ? {} : { "error.type": error.code }),
  };
}

/** Applies a plan that was made before. */
export async function runStored<Desired>(
  engine: Engine<Desired>,
  ready: ReadySync,
  planned: Planned,
  options: RunOptions,
): Promise<SyncReport> {
  return reporting(engine, ready, async (report) => {
    const shown = { ...report, ...planReport(planned.head, planned.findings) };
    return applied(shown, planned, await applyPlan(engine, ready.task, ready.lease, planned, options));
  });
}

/** A sync that did not come to its plan. */
export function failedSync(report: SyncReport, error: TierlineError): SyncReport {
  return { ...report, result: "failed", exit_code: exitCodeOf(error), error: errorReport(error) };
}

export function emptyReport(sync: string, runNo: number | null, closedPlanNo: number | null): SyncReport {
  return {
    sync,
    result: "failed",
    exit_code: EXIT.error,
    run_no: runNo,
    closed_plan: closedPlanNo,
    plan: null,
    guards: [],
    places: [],
    moves: [],
    receipts: NO_RECEIPTS,
    contacts: { created: 0, linked: 0 },
    withheld_by_limit: 0,
    requests: 0,
    seconds: 0,
    error: null,
    paused: null,
  };
}

/** A sync that somebody holds back: a run leaves it out, which is no failure. */
export function pausedSync(sync: string, pause: Pause): SyncReport {
  return { ...emptyReport(sync, null, null), result: "paused", exit_code: EXIT.done, paused: pauseReport(pause) };
}

/** An apply of a sync that somebody holds back is refused. */
export function refusedPaused(sync: string, pause: Pause): SyncReport {
  const why = pause.reason === null ? "" : `: ${pause.reason}`;
  const refusal = {
    code: "paused",
    message: `The sync ${sync} is paused by ${pause.by}${why}.`,
    remedy: `tierline resume ${sync}`,
  };
  return { ...pausedSync(sync, pause), result: "refused", exit_code: EXIT.guard, error: refusalReport(refusal) };
}

async function reporting<Desired>(
  { clock }: Engine<Desired>,
  { task, runNo, closedPlanNo }: ReadySync,
  work: (report: SyncReport) => Promise<SyncReport>,
): Promise<SyncReport> {
  const begunAtMs = clock.nowMs();
  const requestsBefore = task.destination.requestCount;
  const begun = emptyReport(task.sync.name, runNo, closedPlanNo);
  let report: SyncReport;
  try {
    report = await work(begun);
  } catch (thrown) {
    report = failedSync(begun, asTierlineError(thrown));
  }
  return {
    ...report,
    requests: task.destination.requestCount - requestsBefore,
    seconds: (clock.nowMs() - begunAtMs) / 1000,
  };
}

/** What is expected to stop a sync: nothing was sent. */
export function refusedSync(report: SyncReport, refusal: Refusal): SyncReport {
  return { ...report, result: "refused", exit_code: EXIT.guard, error: refusalReport(refusal) };
}

function applied(report: SyncReport, planned: Planned, answer: ApplyAnswer): SyncReport {
  switch (answer.is) {
    case "refused":
      return refusedSync(report, answer.refusal);
    case "interrupted":
      return { ...report, result: "interrupted", exit_code: EXIT.interrupted };
    case "applied": {
      const cause = stopCause(answer.end);
      return {
        ...report,
        result: "applied",
        exit_code: appliedExitCode(planned, answer),
        receipts: answer.outcomes,
        contacts: answer.contacts,
        withheld_by_limit: answer.limited,
        error: cause === null ? null : errorReport(cause),
      };
    }
    default:
      return answer satisfies never;
  }
}

/** Waiting rows, and those beyond a limit that was asked for, are no failure; a row that is refused or not accepted is. */
function appliedExitCode(
  { head }: Planned,
  { outcomes, limited, end }: Extract<ApplyAnswer, { is: "applied" }>,
): number {
  if (end?.is === "interrupted") return EXIT.interrupted;
  const cause = stopCause(end);
  if (cause !== null) return exitCodeOf(cause);
  const isRefused = head.counts.places.some(({ refused: rows }) => rows > 0);
  const isShort = outcomes.refused + outcomes.withheld - limited + outcomes.unsettled > 0;
  return isRefused || isShort ? EXIT.notAccepted : EXIT.done;
}
