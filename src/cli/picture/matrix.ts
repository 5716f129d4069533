/** Who moved: a square of levels, from the left to the top. */
import type { Canvas } from "./glyphs.ts";
import { count } from "./number.ts";
import { padEnd, padStart, truncate, widthOf } from "./width.ts";

export interface Matrix {
  /** From low to high; the same for rows and columns. */
  readonly levels: readonly string[];
  readonly moves: readonly { readonly from: string; readonly to: string; readonly count: number }[];
}

const LABEL_MAX = 14;

/**
 * One line per level: where its members were (row) and are (column). The diagonal stayed and stands in brackets; a dot
 * is nobody. A move of an unknown level is an error of the caller and is left out of no sum: it throws.
 */
export function drawMatrix(matrix: Matrix, canvas: Canvas): readonly string[] {
  const { levels } = matrix;
  for (const move of matrix.moves)
    if (!levels.includes(move.from) || !levels.includes(move.to))
      throw new RangeError(`A move from ${move.from} to ${move.to} has no place in the matrix.`);
  const titles = levels.map((level) => truncate(level, LABEL_MAX, canvas.glyphs.ellipsis));
  const cells = levels.map((from) =>
    levels.map((to) => {
      const sum = matrix.moves
        .filter((move) => move.from === from && move.to === to)
        .reduce((total, move) => total + move.count, 0);
      if (from === to) return `[${count(sum)}]`;
      return sum === 0 ? `${canvas.glyphs.dot} ` : `${count(sum)} `;
    }),
  );
  const corner = `from ${canvas.glyphs.arrow} to`;
  const labelWidth = Math.max(widthOf(corner), ...titles.map(widthOf));
  const widths = levels.map((_, column) =>
    Math.max(widthOf(titles[column] ?? "") + 1, ...cells.map((row) => widthOf(row[column] ?? ""))),
  );
  const line = (label: string, texts: readonly string[]): string =>
    [padEnd(label, labelWidth), ...texts.map((text, column) => padStart(text, widths[column] ?? 0))]
      .join("  ")
      .trimEnd();
  const header = line(
    corner,
    titles.map((title) => `${title} `),
  );
  const rule = canvas.glyphs.rule.repeat(labelWidth + widths.reduce((sum, width) => sum + width + 2, 0));
  return [
    header,
    rule,
    ...levels.map((_, row) => line(titles[row] ?? "", cells[row] ?? [])),
    "",
    summary(matrix, canvas),
  ];
}

function summary(matrix: Matrix, canvas: Canvas): string {
  const rank = new Map(matrix.levels.map((level, index) => [level, index]));
  const steps = { up: 0, down: 0, stayed: 0 };
  for (const move of matrix.moves) {
    const difference = (rank.get(move.to) ?? 0) - (rank.get(move.from) ?? 0);
    steps[difference > 0 ? "up" : difference < 0 ? "down" : "stayed"] += move.count;
  }
  const { up, down, dot } = canvas.glyphs;
  return `${up} ${count(steps.up)} up  ${dot}  ${down} ${count(steps.down)} down  ${dot}  ${count(steps.stayed)} stayed`;
}
