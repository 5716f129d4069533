/** When a sync runs by itself: a cron expression in a time zone. */
import { Cron } from "croner";

export interface Schedule {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * The first instant after `afterMs` (epoch milliseconds) at which it is due; null: never again. Where clocks are put
 * forward, an hour that does not exist is due at the first minute after it; where they are put back, a fixed hour is due
 * once, and every hour of an hourly schedule is due (croner 11, as tested in `test/unit/schedule.test.ts`).
 */
export function nextDueMs({ cron, timeZone }: Schedule, afterMs: number): number | null {
  return new Cron(cron, { timezone: timeZone, mode: "5-part" }).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** Whether it is a cron expression of five fields (or `@hourly` and its like). */
export function isCron(text: string): boolean {
  try {
    return new Cron(text, { timezone: "UTC", mode: "5-part" }).getPattern() !== undefined;
  } catch {
    return false; // croner throws a TypeError or a RangeError for each kind of mistake; the file's reader says where it is.
  }
}
