/** Asks for an import job until it has ended, the time is up, or nobody may ask any more. */
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { jobAnswer } from "./answers.ts";
import type { Session } from "./session.ts";

export type JobEnd =
  | "complete"
  /** It may end later, or it could not be asked for. */
  | "job_pending"
  /** Klaviyo knows no such job: what became of it is not told. */
  | "job_lost"
  /** Some of it may have been carried out. */
  | "job_cancelled";

/** The guide speaks of seconds to minutes: the waits grow from one second to fifteen. */
const WAIT_MIN_MS = 1_000;
const WAIT_MAX_MS = 15_000;
const GROWTH = 1.5;

export async function waitForJob(session: Session, jobId: string): Promise<JobEnd> {
  const { clock, jobWaitMs, requests } = session;
  const untilMs = clock.nowMs() + jobWaitMs;
  let waitMs = WAIT_MIN_MS;
  while (clock.nowMs() < untilMs) {
    if (!(await rest(session, waitMs))) return "job_pending";
    const { answer } = await session.read(requests.job(jobId), (one) => readBody(one, jobAnswer) !== undefined);
    if (answer === undefined) return "job_pending";
    if (answer.status === 404) return "job_lost";
    if (!isSuccess(answer)) return "job_pending";
    const status = readBody(answer, jobAnswer)?.data.attributes.status;
    if (status === "complete") return status;
    if (status === "cancelled") return "job_cancelled";
    waitMs = Math.min(waitMs * GROWTH, WAIT_MAX_MS);
  }
  return "job_pending";
}

/** False when the run was stopped meanwhile. */
async function rest({ clock, signal }: Session, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
