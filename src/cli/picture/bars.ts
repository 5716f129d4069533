/** Counts as horizontal bars. */
import type { Canvas, Glyphs } from "./glyphs.ts";
import { count, percent } from "./number.ts";
import { padEnd, padStart, truncate, widthOf } from "./width.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const LABEL_MAX = 28;
const BAR_MAX = 44;

/** One line per bar: label, bar, count, share of the sum. The longest bar fills the room; more than nothing shows. */
export function drawBars(bars: readonly Bar[], canvas: Canvas): readonly string[] {
  const sum = bars.reduce((total, bar) => total + bar.value, 0);
  const largest = Math.max(0, ...bars.map((bar) => bar.value));
  const labels = bars.map((bar) => truncate(bar.label, LABEL_MAX, canvas.glyphs.ellipsis));
  const labelWidth = Math.max(0, ...labels.map(widthOf));
  const counts = bars.map((bar) => count(bar.value));
  const countWidth = Math.max(0, ...counts.map(widthOf));
  const room = Math.max(1, Math.min(BAR_MAX, canvas.columns - labelWidth - countWidth - 4 - 6));
  return bars.map((bar, index) => {
    const drawn = drawBar(largest === 0 ? 0 : (bar.value / largest) * room, bar.value > 0, canvas.glyphs);
    const figures = `${padStart(counts[index] ?? "", countWidth)}  ${padStart(percent(bar.value, sum), 4)}`;
    return `${padEnd(labels[index] ?? "", labelWidth)}  ${padEnd(drawn, room)}  ${figures}`;
  });
}

function drawBar(cells: number, isSomething: boolean, glyphs: Glyphs): string {
  const steps = glyphs.eighths.length + 1;
  const whole = Math.max(Math.round(cells * steps), isSomething ? 1 : 0);
  const rest = whole % steps;
  return glyphs.block.repeat(Math.floor(whole / steps)) + (rest === 0 ? "" : (glyphs.eighths[rest - 1] ?? ""));
}
