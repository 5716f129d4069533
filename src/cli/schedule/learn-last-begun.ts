/** What the state knows of syncs that this scheduler has not met yet. */
import { TierlineError } from "../../domain/errors.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { CommandInput } from "../command.ts";
import type { World } from "../world.ts";
import { readLastBegun } from "./last-begun.ts";
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
  const { openBench, openReadings } = await import("../wire.ts");
  const readings = await openReadings(world, input).catch(async (error: unknown) => {
    // A state that an older Tierline left is brought to today's schema by whoever opens it for writing.
    if (!(error instanceof TierlineError) || error.code !== "state_older") throw error;
    const bench = await openBench(world, input, "look");
    return {
      journal: bench.engine.journal,
      stateNowMs: () => bench.stateNowMs(),
      close: () => bench.close(),
    };
  });
  try {
    const nowMs = world.clock.nowMs();
    const skewMs = (await readings.stateNowMs()) - nowMs;
    for (const name of names) {
      const { atMs, isInFuture } = await readLastBegun(readings.journal, name, { nowMs, skewMs });
      if (isInFuture)
        log("warn", "clock_off", `${name} last ran in the future, as ${isoInstant(nowMs)} is now: a clock was off.`, {
          syncs: [name],
        });
      known.set(name, atMs ?? nowMs - (nowMs % MINUTE_MS) - 1);
    }
  } finally {
    await readings.close();
  }
}
