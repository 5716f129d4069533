/** A table as CSV that does not tell which engine it came from: fixed forms, lines in the order of their bytes. */

export type Kind = "text" | "whole" | "decimal" | "truth" | "day" | "instant";

/** `text` as the engine writes it; of `truth` it is `true` or `false`. */
export type Cell = { readonly kind: Kind; readonly text: string } | null;

export interface MartRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function martCsv({ columns, rows }: MartRows): string {
  const lines = rows.map((row) => row.map(cellText).join(","));
  return [columns.join(","), ...lines.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))].join("\n");
}

/** NULL is nothing, an empty text is `""`. */
function cellText(cell: Cell): string {
  if (cell === null) return "";
  const { kind, text } = cell;
  if (kind === "text") return `"${text.replaceAll('"', '""')}"`;
  if (kind === "decimal") return decimalText(text);
  return kind === "instant" ? instantText(text) : text;
}

/** Four decimals; what would be lost by that is an error. */
function decimalText(text: string): string {
  const found = /^(-?\d+)(?:\.(\d{0,4})0*)?$/u.exec(text);
  if (found === null) throw new Error(`${text} is no amount of four decimals`);
  return `${found[1]}.${(found[2] ?? "").padEnd(4, "0")}`;
}

/** From `2024-01-31 10:00:00[.5][Z]` or the same with `T`; six decimals of a second. */
function instantText(text: string): string {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{0,6})0*)?Z?$/u.exec(text);
  if (found === null) throw new Error(`${text} is no instant in UTC`);
  return `${found[1]} ${found[2]}.${(found[3] ?? "").padEnd(6, "0")}`;
}

/** `text` null: NULL. A type that no mart should have is an error. */
export function makeCell(kinds: ReadonlyMap<unknown, Kind>, type: unknown, text: string | null): Cell {
  const kind = kinds.get(type);
  if (kind === undefined) throw new Error(`a mart has a column of the type ${String(type)}`);
  return text === null ? null : { kind, text };
}
