import type { PauseBody } from "../json/decisions.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";

/** Who holds a sync back, since when and why. */
export function drawPause(
  sync: string,
  { by, since, reason }: NonNullable<PauseBody["paused"]>,
  zone: Pick<Canvas, "timeZone">,
): string {
  return `${sync} is paused by ${by} since ${shortInstant(since, zone)}${reason === null ? "" : `: ${reason}`}.`;
}
