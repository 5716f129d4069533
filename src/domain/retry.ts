/** A refused enter or update is retried after 1, 2, 4 … runs, at once when what it would say changes. */

export const REFUSED_WAIT_RUNS_MAX = 32;

/** The number of the first run that may send the row again, given how often it was refused (from 1). */
export function nextRunAfterRefusal(runNo: number, times: number): number {
  return runNo + Math.min(2 ** (times - 1), REFUSED_WAIT_RUNS_MAX);
}
