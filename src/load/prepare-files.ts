/** Unpacks and inspects files before the warehouse is touched. */
import type { SourceFile } from "./find-files.ts";
import { inspectFile } from "./inspect-file.ts";
import type { InspectedFile } from "./inspected-file.ts";
import type { LoadOptions, LoadProgress } from "./load-options.ts";
import { LoadRefusedError, type Problem } from "./load-refused-error.ts";
import { readHeader } from "./read-header.ts";
import { unpackFile } from "./unpack-file.ts";

/** `LoadRefusedError` when a file as a whole cannot be read; malformed rows are left to the next step. */
export async function prepareFiles(
  sources: readonly SourceFile[],
  directory: string,
  options: LoadOptions,
): Promise<readonly InspectedFile[]> {
  const files: InspectedFile[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const prepared = await prepareFile(source, directory, options);
    if ("problems" in prepared) problems.push(...prepared.problems);
    else files.push(prepared);
  }
  if (problems.length > 0) throw new LoadRefusedError(problems);
  return files;
}

async function prepareFile(
  source: SourceFile,
  directory: string,
  { onProgress, signal }: LoadOptions,
): Promise<InspectedFile | { readonly problems: readonly Problem[] }> {
  const announce = (step: LoadProgress["step"]) => (bytes: number) =>
    onProgress?.({ step, file: source.path, bytes, bytesTotal: source.bytes });
  const unpacked = await unpackFile(source, directory, announce("unpacking"), signal);
  if ("problem" in unpacked) return { problems: [unpacked.problem] };
  const { path } = unpacked;
  const inspection = await inspectFile(path, announce("inspecting"), signal);
  if ("why" in inspection) return { problems: [{ file: source.path, column: null, value: null, ...inspection }] };
  const header = readHeader(inspection.header, source.table);
  if (!("columns" in header))
    return { problems: header.map((problem) => ({ file: source.path, line: 1, value: null, ...problem })) };
  const { records, malformed, countMalformed, hasMixedLineEnds } = inspection;
  const { columns, furtherColumns } = header;
  return { source, path, columns, furtherColumns, records, malformed, countMalformed, hasMixedLineEnds };
}
