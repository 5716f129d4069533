import type { BatchLimit } from "../destination.ts";

/** Cuts rows into parts within a limit, in order. A row larger than the limit alone makes a part of its own. */
export function splitRows<Row>(
  rows: readonly Row[],
  limit: BatchLimit,
  bytesOf: (row: Row) => number,
): readonly (readonly Row[])[] {
  const parts: Row[][] = [];
  let part: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const rowBytes = bytesOf(row);
    if (part.length > 0 && (part.length >= limit.maxRows || bytes + rowBytes > limit.maxBytes)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += rowBytes;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
