/** Rows that a statement wrote as text: JSON arrays with commas between. */
import type { Cell, Row } from "../../warehouse/warehouse.ts";

/** `columns` names the cells, in their order. */
export function parseRows(text: string, columns: readonly string[]): readonly Row[] {
  const rows: readonly (readonly Cell[])[] = JSON.parse(`[${text}]`);
  return rows.map((cells) => {
    const row: Record<string, Cell> = {};
    for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ""] = cells[index] ?? null;
    return row;
  });
}
