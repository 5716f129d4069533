/** What the state knows of syncs that this scheduler has not met yet. */
import { isoInstant } from "../../platform/instant.ts";
import type { CommandInput } from "../command.ts";
import type { World } from "../world.ts";
import { readLastBegun } from "./last-begun.ts";
import { openLooking } from "./open-looking.ts";
import type { ScheduleLog } from "./schedule-log.ts";

const MINUTE_MS = 60_000;

/**
 * Notes for each sync when it last began. One that never ran counts from this minute, not from the past: its first run
 * is at the next time its schedule names, which may be now. `TransientError` `warehouse_locked` while a run holds the file.
 */
export async function learnLastBegun(
  world: World,
  input: CommandInput,
  names: readonly string[],
  known: Map<string, number>,
  log: ScheduleLog,
): Promise<void> {
  const looking = await openLooking(world, input);
  try {
    const nowMs = world.clock.nowMs();
    const skewMs = (await looking.stateNowMs()) - nowMs;
    for (const name of names) {
      const { atMs, isInFuture } = await readLastBegun(looking.journal, name, { nowMs, skewMs });
      if (isInFuture)
        log("warn", "clock_off", `${name} last ran in the future, as ${isoInstant(nowMs)} is now: a clock was off.`, {
          syncs: [name],
        });
      known.set(name, atMs ?? nowMs - (nowMs % MINUTE_MS) - 1);
    }
  } finally {
    await looking.close();
  }
}
