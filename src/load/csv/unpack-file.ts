/** Files as plain CSV on disk: a compressed one is unpacked to a temporary file. */
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { SourceFile } from "../find-files.ts";
import type { Problem } from "../load-refused-error.ts";

export type Unpacked = { readonly path: string } | { readonly problem: Problem };

/**
 * Unpacked here and not by the warehouse: DuckDB 1.5.6 reads a truncated gzip as fewer rows without an error. The
 * length and checksum at a gzip's end are checked. `onBytes` gets the compressed bytes read so far.
 */
export async function unpackFile(
  source: SourceFile,
  directory: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Unpacked> {
  if (source.format !== "csv.gz") return { path: source.path };
  if (source.bytes === 0) return refused(source, "It is empty (0 bytes).");
  const path = join(directory, `${source.table.name}.csv`);
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(source.path),
      count,
      createGunzip(),
      createWriteStream(path, { mode: 0o600, flags: "wx" }),
      signal === undefined ? {} : { signal },
    );
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "Z_BUF_ERROR") return refused(source, "It is truncated: its end is missing.");
    if (code === "Z_DATA_ERROR") return refused(source, "It is damaged, or no gzip file.");
    throw error;
  }
  return { path };
}

function refused(source: SourceFile, why: string): Unpacked {
  const remedy = "Export it again and compare its size, or test it with gzip -t.";
  return { problem: { file: source.path, line: null, row: null, column: null, value: null, why, remedy } };
}
