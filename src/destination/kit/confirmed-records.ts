/**
 * Records that the destination acknowledged for a member a short while ago: a list enter in the next wave need not read them again.
 *
 * Bounded in number and age; what is not here is read.
 */
import type { Clock } from "../../platform/clock.ts";

export interface ConfirmedRecords {
  add(recordId: string, identity: string): void;
  /** It turned out to be another's. */
  forget(recordId: string): void;
  has(recordId: string, identity: string): boolean;
}

const COUNT_MAX = 100_000;
/** People who exchange ids by hand in this time are noticed by the next run. */
const AGE_MAX_MS = 10 * 60_000;

export function createConfirmedRecords(clock: Clock): ConfirmedRecords {
  const confirmed = new Map<string, { readonly identity: string; readonly atMs: number }>();
  return {
    add: (recordId, identity) => {
      confirmed.delete(recordId);
      confirmed.set(recordId, { identity, atMs: clock.nowMs() });
      const [oldest] = confirmed.size > COUNT_MAX ? confirmed.keys() : [];
      if (oldest !== undefined) confirmed.delete(oldest);
    },
    forget: (recordId) => {
      confirmed.delete(recordId);
    },
    has: (recordId, identity) => {
      const known = confirmed.get(recordId);
      return known?.identity === identity && clock.nowMs() - known.atMs <= AGE_MAX_MS;
    },
  };
}
