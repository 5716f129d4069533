/** Rows per month as upright bars; where there are too many months, per year. */
import { drawColumns, type UprightBar } from "../picture/columns.ts";
import type { Canvas } from "../picture/glyphs.ts";

interface MonthCount {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly rows: number;
}

const MONTH_CELLS = 3;
const YEAR_CELLS = 5;

/** `months` in order; gaps are drawn as such. Years below where they begin. Older years than fit are left out, and told. */
export function drawMonths(months: readonly MonthCount[], canvas: Canvas): readonly string[] {
  const all = withGaps(months);
  if (all.length * MONTH_CELLS <= canvas.columns) return drawNamed(all, canvas);
  if (all.length <= canvas.columns) return drawNarrow(all, canvas);
  return drawYears(months, canvas);
}

/** `12 01 02`, and the year below each January and the first. */
function drawNamed(months: readonly MonthCount[], canvas: Canvas): readonly string[] {
  const bars = months.map(({ month, rows }) => ({ label: month.slice(5), value: rows }));
  return [...drawColumns(bars, MONTH_CELLS, canvas), yearsBelow(months, MONTH_CELLS)];
}

function drawNarrow(months: readonly MonthCount[], canvas: Canvas): readonly string[] {
  const bars = months.map(({ rows }): UprightBar => ({ label: "", value: rows }));
  return [...drawColumns(bars, 1, canvas).slice(0, -1), yearsBelow(months, 1)];
}

function drawYears(months: readonly MonthCount[], canvas: Canvas): readonly string[] {
  const years = new Map<string, number>();
  for (const { month, rows } of months) years.set(month.slice(0, 4), (years.get(month.slice(0, 4)) ?? 0) + rows);
  const shown = [...years].slice(-Math.floor(canvas.columns / YEAR_CELLS));
  const lines = drawColumns(
    shown.map(([label, value]) => ({ label, value })),
    YEAR_CELLS,
    canvas,
  );
  const left = years.size - shown.length;
  return left === 0 ? lines : [...lines, `and ${left} earlier ${left === 1 ? "year" : "years"}`];
}

function yearsBelow(months: readonly MonthCount[], cells: number): string {
  let line = "";
  for (const [index, { month }] of months.entries()) {
    // The first year gives way where January follows too closely.
    const next = months.slice(index + 1, index + Math.ceil(YEAR_CELLS / cells));
    const isTold = month.endsWith("-01") || (index === 0 && !next.some((one) => one.month.endsWith("-01")));
    if (isTold) line = `${line.padEnd(index * cells)}${month.slice(0, 4)} `;
  }
  return line.trimEnd();
}

function withGaps(months: readonly MonthCount[]): readonly MonthCount[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const rows = new Map(months.map((one) => [one.month, one.rows]));
  const all: MonthCount[] = [];
  for (let index = indexOf(first.month); index <= indexOf(last.month); index += 1) {
    const month = `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
    all.push({ month, rows: rows.get(month) ?? 0 });
  }
  return all;
}

/** Months since year 0. */
function indexOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}
