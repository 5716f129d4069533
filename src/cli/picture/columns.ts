/** Counts over time as upright bars, side by side. */
import type { Canvas, Glyphs } from "./glyphs.ts";
import { padEnd } from "./width.ts";

export interface UprightBar {
  /** Below the bar; not longer than it is wide. Empty: none. */
  readonly label: string;
  readonly value: number;
}

const HEIGHT = 3;

/** `width` cells per bar, its gap included. The highest fills all lines; more than nothing shows. The labels come last. */
export function drawColumns(bars: readonly UprightBar[], width: number, { glyphs }: Canvas): readonly string[] {
  const largest = Math.max(0, ...bars.map(({ value }) => value));
  const cells = width > 2 ? width - 1 : width;
  const lines = Array.from({ length: HEIGHT }, (_, index) => {
    const below = HEIGHT - 1 - index;
    return bars.map(({ value }) => {
      const level = largest === 0 ? 0 : (value / largest) * HEIGHT - below;
      return padEnd(drawCell(level, below === 0 && value > 0, glyphs).repeat(cells), width);
    });
  });
  return [...lines, bars.map(({ label }) => padEnd(label, width))].map((parts) => parts.join("").trimEnd());
}

/** `level`: how much of this cell is filled, below 0 for nothing, above 1 for all. */
function drawCell(level: number, isSomething: boolean, { block, rises }: Glyphs): string {
  const steps = rises.length + 1;
  const filled = Math.max(Math.min(Math.round(level * steps), steps), isSomething ? 1 : 0);
  if (filled <= 0) return " ";
  return filled === steps ? block : (rises[filled - 1] ?? block);
}
