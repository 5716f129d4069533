/** Opens every file before anything is written: each format by its own reader. */
import type { Warehouse } from "../warehouse/warehouse.ts";
import { openCsv } from "./csv/open-csv.ts";
import type { SourceFile } from "./find-files.ts";
import type { LoadOptions } from "./load-options.ts";
import { LoadRefusedError, type Problem } from "./load-refused-error.ts";
import { openParquet } from "./parquet/open-parquet.ts";
import type { ReadableFile } from "./readable-file.ts";

/** `LoadRefusedError` when a file as a whole cannot be read; malformed rows are left to the next step. */
export async function openFiles(
  warehouse: Warehouse,
  sources: readonly SourceFile[],
  directory: string,
  options: LoadOptions,
): Promise<readonly ReadableFile[]> {
  const files: ReadableFile[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const opened =
      source.format === "parquet" ? await openParquet(warehouse, source) : await openCsv(source, directory, options);
    if ("problems" in opened) problems.push(...opened.problems);
    else files.push(opened);
  }
  if (problems.length > 0) throw new LoadRefusedError(problems);
  return files;
}
