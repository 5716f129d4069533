/**
 * A lease: a row with a fence, and a name held in the store. Where a dead process cannot be told from a silent one at
 * once, the row expires besides, so that no request of the dead one can still be under way when the next begins.
 */
import type { Hold, Warehouse } from "../../warehouse/warehouse.ts";
import type { Heartbeat } from "../../platform/heartbeat.ts";
import type { Lease } from "../journal.ts";
import { execute, select } from "./execute.ts";
import type { JournalClock } from "./journal-clock.ts";
import { integerOf, optionalTextOf } from "./row-cells.ts";
import { endLease, renewLease, selectFence, type LeaseHolder } from "./statements/leases.ts";
import type { Sql } from "./tables.ts";

const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

export interface LeaseParts extends LeaseHolder {
  readonly fence: number;
  readonly hold: Hold;
  readonly leaseMs: number | null;
  /** How old a renewal may be when the lease is asked for; 0: renewed each time. */
  readonly renewAfterMs: number;
  /** Renews it while nobody asks for it; null: nothing does. */
  readonly heartbeat: Heartbeat | null;
  readonly clock: JournalClock;
}

export function sqlLease(warehouse: Warehouse, sql: Sql, parts: LeaseParts): Lease {
  const { sync, fence, holder, hold, leaseMs, renewAfterMs, heartbeat, clock } = parts;
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  /** Until when it holds now; undefined: it is somebody else's. */
  const renew = async (lengthMs: number): Promise<number | undefined> => {
    const nowMs = await clock.nowMs();
    const expiresAtMs = nowMs + lengthMs;
    if ((await execute(warehouse, renewLease(sql, { sync, fence, holder }, expiresAtMs))) === 0) return undefined;
    renewedAtMs = nowMs;
    return expiresAtMs;
  };
  const endBeating = leaseMs === null ? undefined : heartbeat?.(() => renew(leaseMs));
  return {
    sync,
    fence,
    leftMs: async () => {
      if (!(await hold.isHeld())) return 0;
      if (leaseMs === null) return (await isNewest(warehouse, sql, parts)) ? FOR_EVER_MS : 0;
      const nowMs = await clock.nowMs();
      // Nobody takes a lease that has not expired.
      if (nowMs - renewedAtMs < renewAfterMs) return Math.max(0, renewedAtMs + leaseMs - nowMs);
      const expiresAtMs = await renew(leaseMs);
      // What the way to the store took has run off already.
      return expiresAtMs === undefined ? 0 : Math.max(0, expiresAtMs - (await clock.nowMs()));
    },
    end: async () => {
      endBeating?.();
      try {
        await execute(warehouse, endLease(sql, { sync, fence }));
      } finally {
        await hold.release();
      }
    },
  };
}

async function isNewest(warehouse: Warehouse, sql: Sql, { sync, fence, holder }: LeaseParts): Promise<boolean> {
  const [row] = await select(warehouse, selectFence(sql, sync));
  return row !== undefined && integerOf(row, "fence") === fence && optionalTextOf(row, "holder") === holder;
}
