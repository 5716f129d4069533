/** A table in plain text: a header, a rule, rows; figures to the right. */
import { visibleText } from "../../domain/visible-text.ts";
import type { Canvas } from "./glyphs.ts";
import { padEnd, padStart, truncate, widthOf } from "./width.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Its cells say nothing when they are cut, as instants do. Figures are never cut either. */
  readonly isWhole?: boolean;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  /** One cell per column; texts of any origin: control characters are drawn as escapes. */
  readonly rows: readonly (readonly string[])[];
  /** A last row under a rule of its own. */
  readonly total?: readonly string[];
}

/** One cell less when the texts would have to be cut otherwise. */
const GAPS = [2, 1];
const CELL_MIN = 4;

/** Lines without trailing blanks. The widest left-aligned columns that may be are cut until the table fits the canvas. */
export function drawTable(table: Table, canvas: Canvas): readonly string[] {
  const rows = table.rows.map((row) => row.map(visibleText));
  const total = table.total?.map(visibleText);
  const everyRow = [...rows, ...(total === undefined ? [] : [total])];
  const wanted = table.columns.map((column, index) =>
    Math.max(widthOf(column.title), ...everyRow.map((row) => widthOf(row[index] ?? ""))),
  );
  const gap = GAPS.find((cells) => spanOf(wanted, cells) <= canvas.columns) ?? 1;
  const widths = fit(wanted, table.columns, canvas.columns, gap);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        const text = truncate(cell, width, canvas.glyphs.ellipsis);
        return table.columns[index]?.align === "right" ? padStart(text, width) : padEnd(text, width);
      })
      .join(" ".repeat(gap))
      .trimEnd();
  const rule = canvas.glyphs.rule.repeat(spanOf(widths, gap));
  const lines = [line(table.columns.map((column) => column.title)), rule, ...rows.map(line)];
  if (total !== undefined) lines.push(rule, line(total));
  return lines;
}

function spanOf(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(widths.length - 1, 0);
}

/** Takes cells from the widest left-aligned column, one by one, so that columns of like width shrink together. */
function fit(
  widths: readonly number[],
  columns: readonly TableColumn[],
  limit: number,
  gap: number,
): readonly number[] {
  const fitted = [...widths];
  while (spanOf(fitted, gap) > limit) {
    let widest = -1;
    for (const [index, width] of fitted.entries()) {
      const column = columns[index];
      if (column?.align === "right" || column?.isWhole === true || width <= CELL_MIN) continue;
      if (widest < 0 || width > (fitted[widest] ?? 0)) widest = index;
    }
    if (widest < 0) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}
