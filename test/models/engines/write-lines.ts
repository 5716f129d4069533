import { writeFileSync } from "node:fs";
import { columnsOf, type RawRow, type RawTable } from "./raw-tables.ts";

/** One JSON object a line, every column named. */
export function writeLines(file: string, table: RawTable, rows: readonly RawRow[]): void {
  const names = columnsOf(table).map(([name]) => name);
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name] ?? null]))));
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
}
