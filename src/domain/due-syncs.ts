/**
 * Which syncs a scheduler runs now. However many times a sync was due since it last began, it is due once: a run sends
 * everything that changed, so what was missed needs no run of its own.
 */
import { nextDueMs, type Schedule } from "./schedule.ts";

export interface ScheduledSync {
  readonly name: string;
  readonly schedule: Schedule;
  /**
   * When its last run began, epoch milliseconds by the clock that asks, whoever began it; for one that never ran, the
   * instant from which its schedule counts.
   */
  readonly lastMs: number;
}

export interface DueSync {
  readonly name: string;
  /** The first instant that was due. */
  readonly dueMs: number;
  /** How many more were, up to `MISSED_MAX`: they are made up for by the one run. */
  readonly missed: number;
}

/** Nobody needs the exact number of a long stand-still. */
const MISSED_MAX = 1_000;

/** In the order of their names. */
export function dueSyncs(syncs: readonly ScheduledSync[], nowMs: number): readonly DueSync[] {
  return syncs
    .flatMap(({ name, schedule, lastMs }) => {
      const dueMs = nextDueMs(schedule, lastMs);
      if (dueMs === null || dueMs > nowMs) return [];
      let missed = 0;
      for (let next = nextDueMs(schedule, dueMs); next !== null && next <= nowMs && missed < MISSED_MAX; missed += 1)
        next = nextDueMs(schedule, next);
      return [{ name, dueMs, missed }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The next instant at which any is due, with all that are due then; null: none ever is. */
export function nextDue(
  syncs: readonly ScheduledSync[],
): { readonly atMs: number; readonly names: readonly string[] } | null {
  const next = syncs.flatMap(({ name, schedule, lastMs }) => {
    const atMs = nextDueMs(schedule, lastMs);
    return atMs === null ? [] : [{ name, atMs }];
  });
  if (next.length === 0) return null;
  const atMs = Math.min(...next.map((one) => one.atMs));
  const names = next.filter((one) => one.atMs === atMs).map(({ name }) => name);
  return { atMs, names: names.toSorted() };
}
