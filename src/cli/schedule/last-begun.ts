/** When syncs last began to run, whoever ran them, told by this machine's clock. */
import { EXIT } from "../../engine/exit-code.ts";
import type { JournalReader, RunRecord } from "../../journal/journal.ts";

/** Clocks that agree up to this are the same for a schedule of minutes. */
export const SKEW_MS_MAX = 60_000;

const MINUTE_MS = 60_000;
/** More runs than ever were stopped one after the other. */
const RUNS_MAX = 20;

export interface LastBegun {
  /** Epoch milliseconds by this machine's clock; null: it never ran, or that run lies in the future. */
  readonly atMs: number | null;
  /** True: what the state says lies in the future, so this machine's clock was put back, or another's is ahead. */
  readonly isInFuture: boolean;
}

/** `skewMs`: the state's clock minus this machine's. Beside a server a run is stamped with the server's time. */
export async function readLastBegun(
  journal: Pick<JournalReader, "runs">,
  sync: string,
  { nowMs, skewMs }: { readonly nowMs: number; readonly skewMs: number },
): Promise<LastBegun> {
  const runs = await journal.runs(sync, RUNS_MAX);
  const oldest = runs.at(-1);
  if (oldest === undefined) return { atMs: null, isInFuture: false };
  const atMs = (lastTry(runs)?.startedAtMs ?? before(oldest)) - skewMs;
  if (atMs > nowMs + SKEW_MS_MAX) return { atMs: null, isInFuture: true };
  return { atMs: Math.min(atMs, nowMs), isInFuture: false };
}

/** Of a sync all of whose runs were stopped: what was due in the minute in which it first began is due still. */
function before({ startedAtMs }: RunRecord): number {
  return startedAtMs - (startedAtMs % MINUTE_MS) - 1;
}

/**
 * The newest run that was one: that was not stopped by a signal, and not killed. What was due when somebody restarted the
 * scheduler in the middle of it is due still. Of two that were killed one after the other the second counts: perhaps they
 * are what kills the process, and such a run must not be begun every minute.
 */
function lastTry(newestFirst: readonly RunRecord[]): RunRecord | undefined {
  return newestFirst.find(({ finishedAtMs, exitCode }, index) => {
    if (finishedAtMs !== null) return exitCode !== EXIT.interrupted;
    return newestFirst[index + 1]?.finishedAtMs === null;
  });
}
