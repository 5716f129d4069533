/** The reader of CSV files, plain and compressed. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Scratch } from "../../warehouse/warehouse.ts";
import type { SourceFile } from "../find-files.ts";
import type { LoadOptions, LoadProgress } from "../load-options.ts";
import type { Problem } from "../load-refused-error.ts";
import type { MalformedRecord, Place, ReadableFile } from "../readable-file.ts";
import type { ScannedRecord } from "./csv-scanner.ts";
import { describeFault } from "./describe-fault.ts";
import { findLines } from "./find-lines.ts";
import { inspectFile } from "./inspect-file.ts";
import { readHeader } from "./read-header.ts";
import { rewriteRecords } from "./rewrite-records.ts";
import { unpackFile } from "./unpack-file.ts";

/** Unpacks and inspects the file: two passes, memory independent of its size. */
export async function openCsv(
  source: SourceFile,
  directory: string,
  { onProgress, signal }: LoadOptions,
): Promise<ReadableFile | { readonly problems: readonly Problem[] }> {
  const announce = (step: LoadProgress["step"]) => (bytes: number) =>
    onProgress?.({ step, file: source.path, bytes, bytesTotal: source.bytes });
  const unpacked = await unpackFile(source, directory, announce("unpacking"), signal);
  if ("problem" in unpacked) return { problems: [unpacked.problem] };
  const { path } = unpacked;
  const inspection = await inspectFile(path, announce("inspecting"), signal);
  if ("why" in inspection)
    return { problems: [{ file: source.path, row: null, column: null, value: null, ...inspection }] };
  const header = readHeader(inspection.header, source.table);
  if (!("columns" in header))
    return { problems: header.map((problem) => ({ file: source.path, line: 1, row: null, value: null, ...problem })) };
  const { columns, furtherColumns } = header;
  const { records, malformed, countMalformed, hasMixedLineEnds } = inspection;
  const isSound = countMalformed === 0 && !hasMixedLineEnds;
  let readable = isSound ? path : undefined;
  return {
    source,
    columns,
    furtherColumns,
    records,
    malformed: malformed.map((record) => describeRecord(record, columns.length)),
    countMalformed,
    cells: async (scratch: Scratch) => {
      if (readable === undefined) {
        readable = join(directory, `${source.table.name}.rewritten.csv`);
        await rewriteRecords(path, columns.length, readable);
      }
      return scratch.textRelation({ path: readable, columns });
    },
    places: async (recordNos) => placesOf(await findLines(path, recordNos)),
    textOf: ({ recordNo }) =>
      readBytes(
        path,
        malformed.find((record) => record.recordNo === recordNo),
      ),
  };
}

function describeRecord(record: ScannedRecord, columns: number): MalformedRecord {
  return {
    recordNo: record.recordNo,
    place: { line: record.line, row: null },
    isBounded: record.fault !== "open_quote" && record.fault !== "too_long",
    ...describeFault(record, columns),
  };
}

function placesOf(lines: ReadonlyMap<number, number>): ReadonlyMap<number, Place> {
  return new Map([...lines].map(([recordNo, line]) => [recordNo, { line, row: null }]));
}

async function readBytes(path: string, record: ScannedRecord | undefined): Promise<string> {
  if (record === undefined) return "";
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(record.end - record.start), position: record.start });
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}
