/** When syncs last began to run, whoever ran them, told by this machine's clock. */
import type { JournalReader } from "../../journal/journal.ts";

/** Clocks that agree up to this are the same for a schedule of minutes. */
export const SKEW_MS_MAX = 60_000;

export interface LastBegun {
  /** Epoch milliseconds by this machine's clock; null: it never ran, or that run lies in the future. */
  readonly atMs: number | null;
  /** True: what the state says lies in the future, so this machine's clock was put back, or another's is ahead. */
  readonly isInFuture: boolean;
}

/** `skewMs`: the state's clock minus this machine's. Beside a server a run is stamped with the server's time. */
export async function readLastBegun(
  journal: Pick<JournalReader, "status">,
  sync: string,
  { nowMs, skewMs }: { readonly nowMs: number; readonly skewMs: number },
): Promise<LastBegun> {
  const { lastRun } = await journal.status(sync);
  if (lastRun === null) return { atMs: null, isInFuture: false };
  const atMs = lastRun.startedAtMs - skewMs;
  if (atMs > nowMs + SKEW_MS_MAX) return { atMs: null, isInFuture: true };
  return { atMs: Math.min(atMs, nowMs), isInFuture: false };
}
