/** A server's clock without a question for each look: asked once, then carried on by our own. */
import { InvariantError } from "../../domain/errors.ts";
import type { JournalClock } from "../../journal/sql/journal-clock.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { World } from "../world.ts";

/** Off by no more than half of what the one question took. */
export async function serverClock(
  warehouse: Warehouse,
  { clock, aheadMs }: Pick<World, "clock" | "aheadMs">,
): Promise<JournalClock> {
  const askedAtMs = clock.nowMs();
  const [row] = await warehouse.rows(`select ${warehouse.dialect.epochMillis("current_timestamp")} as now_ms`);
  const answeredAtMs = clock.nowMs();
  const serverMs = Number(row?.["now_ms"]);
  if (!Number.isFinite(serverMs)) throw new InvariantError("server_clock", "The server did not say what time it is.");
  const apartMs = serverMs - (askedAtMs + answeredAtMs) / 2 + aheadMs();
  return { nowMs: () => Math.round(clock.nowMs() + apartMs) };
}
