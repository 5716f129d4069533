/** A copy of a file in which the malformed records are blank, so that the others can still be judged by number. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { READ_CHUNK_BYTES } from "./inspect-file.ts";
import type { InspectedFile } from "./inspected-file.ts";

/** Each malformed record becomes one with as many empty fields as there are columns. Mode 0600. */
export async function blankRecords(file: InspectedFile, path: string): Promise<void> {
  const blank = Buffer.from(file.columns.length === 1 ? `""` : ",".repeat(file.columns.length - 1));
  const copy = await open(path, "wx", 0o600);
  try {
    let from = 0;
    for (const { start, end } of file.malformed) {
      await copyBytes(file.path, from, start, (bytes) => copy.writeFile(bytes));
      await copy.writeFile(blank);
      from = end;
    }
    await copyBytes(file.path, from, Infinity, (bytes) => copy.writeFile(bytes));
  } finally {
    await copy.close();
  }
}

/** Bytes `[start, end)`. */
async function copyBytes(
  path: string,
  start: number,
  end: number,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  if (end <= start) return;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, {
    start,
    end: end - 1,
    highWaterMark: READ_CHUNK_BYTES,
  });
  for await (const chunk of chunks) await write(chunk);
}
