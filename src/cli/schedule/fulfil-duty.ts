/**
 * Publishes the report, or sends its digest, if nobody did since it was due. A page is noted after it was published: a crash
 * publishes it again, which changes nothing. A digest is noted before it is sent, when all that it says is read: a crash,
 * or an answer that is lost, loses it rather than sending it twice. Where certainly nobody took it the note is taken back.
 */
import { dueSyncs } from "../../domain/due-syncs.ts";
import { TransientError, type TierlineError } from "../../domain/errors.ts";
import { asTierlineError } from "../../engine/exit-code.ts";
import { SKEW_MS_MAX } from "./last-begun.ts";
import type { Doing, ReportDuty } from "./report-duty.ts";
import { withBench } from "./with-bench.ts";

/** Of a digest: nobody was sent anything. */
const CERTAINLY_NOT_SENT: ReadonlySet<string> = new Set(["digest_not_taken", "report_without_build"]);

export interface Fulfilled {
  /** When it was last done, epoch milliseconds, by whom ever; null: somebody else is at it. */
  readonly lastMs: number | null;
  readonly isDoneHere: boolean;
}

/** Rejects as the report's reading, the place, the channels or the state do. */
export async function fulfilDuty(doing: Doing, duty: ReportDuty, nowMs: number): Promise<Fulfilled> {
  const { world, input, log } = doing;
  const { what } = duty;
  const { openReadings } = await import("../wire.ts");
  const { readReport } = await import("../read-report.ts");
  const { deliverReport } = await import("../report/deliver-report.ts");
  const readings = await openReadings(world, input);
  let beforeMs: number | null;
  let report;
  try {
    beforeMs = await readings.deliveries.last(what);
    if (!isDue(duty, beforeMs, nowMs)) return { lastMs: beforeMs, isDoneHere: false };
    report = await readReport(world, readings);
  } finally {
    await readings.close();
  }
  const claim = (fromMs: number | null, toMs: number | null): Promise<boolean> =>
    withBench(doing, ({ deliveries }) => deliveries.claim(what, fromMs, toMs));
  if (what === "digest" && !(await claim(beforeMs, nowMs))) return { lastMs: null, isDoneHere: false };
  try {
    const { done, warnings } = await deliverReport(world, readings.project, what, report);
    log("info", `${what}_delivered`, done);
    for (const warning of warnings) log("warn", "digest_not_taken", warning);
  } catch (thrown) {
    const error = asTierlineError(thrown);
    if (what !== "digest" || !CERTAINLY_NOT_SENT.has(error.code)) throw error;
    throw await takenBack(error, () => claim(nowMs, beforeMs));
  }
  if (what === "report") await claim(beforeMs, nowMs);
  return { lastMs: nowMs, isDoneHere: true };
}

function isDue(duty: ReportDuty, lastMs: number | null, nowMs: number): boolean {
  if (lastMs === null || lastMs > nowMs + SKEW_MS_MAX) return true;
  return dueSyncs([{ ...duty, lastMs }], nowMs).length > 0;
}

/** The error to tell: why nobody took it, whatever becomes of the note. */
async function takenBack(error: TierlineError, takeBack: () => Promise<unknown>): Promise<TierlineError> {
  try {
    await takeBack();
    return error;
  } catch (cause) {
    return new TransientError(
      error.code,
      `${error.message} It counts as sent all the same, since the state could not be written.`,
      { cause, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) },
    );
  }
}
