/** The state, opened so that others may look at once, and made by nobody. */
import { TierlineError } from "../../domain/errors.ts";
import type { CommandInput } from "../command.ts";
import type { Readings } from "../wire.ts";
import type { World } from "../world.ts";

export type Looking = Pick<Readings, "journal" | "deliveries" | "stateNowMs" | "close">;

/** `TransientError` `warehouse_locked` while a run holds the file. */
export async function openLooking(world: World, input: CommandInput): Promise<Looking> {
  const { openBench, openReadings } = await import("../wire.ts");
  return openReadings(world, input).catch(async (error: unknown) => {
    // A state that an older Tierline left is brought to today's schema by whoever opens it for writing.
    if (!(error instanceof TierlineError) || error.code !== "state_older") throw error;
    const bench = await openBench(world, input, "look");
    return {
      journal: bench.engine.journal,
      deliveries: bench.deliveries,
      stateNowMs: () => bench.stateNowMs(),
      close: () => bench.close(),
    };
  });
}
