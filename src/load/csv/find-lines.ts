/** The physical lines on which records begin; a record may span several lines, so its number does not tell. */
import { createReadStream } from "node:fs";
import { CsvScanner } from "./csv-scanner.ts";
import { READ_CHUNK_BYTES } from "./inspect-file.ts";

/** By record number; the header is record 0 on line 1. Reads the file until the last one is found. */
export async function findLines(path: string, recordNos: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const wanted = new Set(recordNos);
  const lines = new Map<number, number>();
  const scanner = new CsvScanner((record) => {
    if (wanted.has(record.recordNo)) lines.set(record.recordNo, record.line);
  });
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });
  for await (const chunk of chunks) {
    if (lines.size === wanted.size) return lines;
    scanner.push(chunk);
  }
  scanner.end();
  return lines;
}
