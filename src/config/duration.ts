/** Durations as people write them: `30s`, `15m`, `2h`, `1d`. */
import { z } from "zod";

const PATTERN = /^([1-9]\d{0,5})([smhd])$/u;
const ERROR = "write a whole number with s, m, h or d, such as 30s or 15m.";

/** Checked only; `durationMs` reads the text. */
export const durationSchema = z.string({ error: ERROR }).regex(PATTERN, ERROR);

/** Milliseconds of a text that `durationSchema` accepted. */
export function durationMs(text: string): number {
  const [, amount = "", unit = ""] = PATTERN.exec(text) ?? [];
  const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(amount) * (unitsMs[unit] ?? Number.NaN);
}
