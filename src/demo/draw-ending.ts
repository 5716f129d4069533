/** The tour's last pictures: tiers as bars, who moved as a matrix, what to try next. */
import { drawBars } from "../cli/picture/bars.ts";
import type { Canvas } from "../cli/picture/glyphs.ts";
import { drawMatrix } from "../cli/picture/matrix.ts";
import { NO_TIER, type TierPicture } from "./read-tiers.ts";

export function drawEnding(picture: TierPicture, next: readonly string[], canvas: Canvas): readonly string[] {
  const tiers = picture.counts.map((tier) => tier.tier);
  return [
    ...drawBars(
      picture.counts.map((tier) => ({ label: tier.tier, value: tier.members })),
      canvas,
    ),
    "",
    "Who moved in this month:",
    "",
    ...drawMatrix({ levels: [NO_TIER, ...tiers], moves: picture.moves }, canvas),
    ...(next.length === 0 ? [] : ["", "Try next:", "", ...next.map((line) => `  ${line}`)]),
  ];
}
