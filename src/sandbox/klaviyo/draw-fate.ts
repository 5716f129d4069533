import type { Random } from "../../platform/random.ts";
import type { JobFateShares } from "./options.ts";
import type { JobFate } from "./route.ts";

const LATE_BOUND_MS = 900_000;

/** At most one fate befalls a job. Draws nothing where no share is set. */
export function drawFate({ lost, late, cancelled }: JobFateShares, random: Random): JobFate {
  if (lost + late + cancelled === 0) return {};
  const drawn = random.fraction();
  if (drawn < lost) return { isLost: true };
  if (drawn < lost + late) return { lateMs: Math.ceil(random.fraction() * LATE_BOUND_MS) };
  return drawn < lost + late + cancelled ? { isCancelled: true } : {};
}
