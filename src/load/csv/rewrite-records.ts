/** A copy of a file for the warehouse to read, when the file itself would be refused or misread. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { CsvScanner, RECORD_BYTES_MAX, type ScannedRecord } from "./csv-scanner.ts";
import { READ_CHUNK_BYTES } from "./inspect-file.ts";

const LINE_END = Buffer.from("\n");

/**
 * Every record ends in LF: DuckDB 1.5.6's strict mode refuses mixed line ends, and its lenient mode drops surplus fields and
 * sees records that are not there. Malformed records are made blank, so that the others keep their numbers and can be
 * judged. Mode 0600.
 */
export async function rewriteRecords(from: string, columns: number, to: string): Promise<void> {
  // One column: an `x`, since DuckDB 1.5.6 skips some empty records of a single field.
  const blank = Buffer.from(columns === 1 ? "x" : ",".repeat(columns - 1));
  let ended: ScannedRecord[] = [];
  const scanner = new CsvScanner((record) => ended.push(record));
  const copy = await open(to, "wx", 0o600);
  try {
    let pending: Buffer = Buffer.alloc(0);
    let pendingStart = 0;
    const writeEnded = async (): Promise<void> => {
      const parts = ended.flatMap(({ start, end, fault }) => [
        fault === null ? pending.subarray(start - pendingStart, end - pendingStart) : blank,
        LINE_END,
      ]);
      ended = [];
      if (parts.length > 0) await copy.writeFile(Buffer.concat(parts));
      const written = scanner.recordStart - pendingStart;
      if (written <= 0) return;
      pending = pending.subarray(written);
      pendingStart += written;
    };
    const chunks: AsyncIterable<Buffer> = createReadStream(from, { highWaterMark: READ_CHUNK_BYTES });
    for await (const chunk of chunks) {
      if (pending.length > RECORD_BYTES_MAX) {
        // Of a record that is longer than allowed nothing is written, so its bytes need not be kept.
        pendingStart += pending.length;
        pending = chunk;
      } else pending = Buffer.concat([pending, chunk]);
      scanner.push(chunk);
      await writeEnded();
    }
    scanner.end();
    await writeEnded();
  } finally {
    await copy.close();
  }
}
