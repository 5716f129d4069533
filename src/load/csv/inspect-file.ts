/** One pass over a plain file before the warehouse sees it: is it UTF-8, what is its header, which records are malformed? */
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { MALFORMED_KEPT_MAX } from "../readable-file.ts";
import { CsvScanner, type ScannedRecord } from "./csv-scanner.ts";

export interface Inspection {
  /** The header record as it stands. */
  readonly header: string;
  readonly columns: number;
  /** Records besides the header, malformed ones included. */
  readonly records: number;
  /** The first `MALFORMED_KEPT_MAX` of them, in file order. */
  readonly malformed: readonly ScannedRecord[];
  readonly countMalformed: number;
  readonly hasMixedLineEnds: boolean;
}

/** The whole file is unreadable. */
export interface Unreadable {
  readonly line: number | null;
  readonly why: string;
  readonly remedy: string;
}

export const READ_CHUNK_BYTES = 1_048_576;

export async function inspectFile(
  path: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Inspection | Unreadable> {
  const malformed: ScannedRecord[] = [];
  let countMalformed = 0;
  let records = -1;
  let header: ScannedRecord | undefined;
  const scanner = new CsvScanner((record) => {
    records += 1;
    header ??= record;
    if (record.fault === null) return;
    countMalformed += 1;
    if (malformed.length < MALFORMED_KEPT_MAX) malformed.push(record);
  });
  const start: Buffer[] = [];
  let bytes = 0;
  let split: Buffer = Buffer.alloc(0);
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: READ_CHUNK_BYTES, signal });
  for await (const chunk of chunks) {
    const strange = bytes === 0 ? foreignFormat(chunk) : undefined;
    if (strange !== undefined) return strange;
    const text = split.length === 0 ? chunk : Buffer.concat([split, chunk]);
    const whole = text.length - bytesOfSplitCharacter(text);
    if (!isUtf8(text.subarray(0, whole))) return notUtf8(scanner.line + lineOfBadText(text.subarray(0, whole)));
    split = Buffer.from(text.subarray(whole));
    if (header === undefined) start.push(chunk);
    if (start.length > 2 && header === undefined) return noHeader();
    scanner.push(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  if (split.length > 0) return notUtf8(scanner.line);
  scanner.end();
  const headerText = header === undefined ? "" : Buffer.concat(start).toString("utf8", header.start, header.end);
  if (header === undefined || (headerText.trim() === "" && countMalformed === 0 && records === 0)) return empty();
  if (headerText.trim() === "")
    return { line: 1, why: "Its first line is blank.", remedy: "Begin with the header line." };
  if (header.fault !== null || /[\r\n]/.test(headerText)) return noHeader();
  return {
    header: headerText,
    columns: header.fields,
    records,
    malformed,
    countMalformed,
    hasMixedLineEnds: scanner.hasMixedLineEnds,
  };
}

/** The first bytes of formats that people name `.csv` by mistake. */
function foreignFormat(chunk: Buffer): Unreadable | undefined {
  const [first, second] = chunk;
  if (first === 0x1f && second === 0x8b)
    return { line: null, why: "It is compressed.", remedy: "Call it .csv.gz, or unpack it." };
  if (first === 0x50 && second === 0x4b)
    return { line: null, why: "It is a ZIP archive or a spreadsheet.", remedy: "Export it as CSV in UTF-8." };
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { line: null, why: "It is UTF-16 text.", remedy: "Export it as CSV in UTF-8." };
  return undefined;
}

/** How many bytes at the end are the beginning of a character whose rest is in the next chunk: 0 to 3. */
function bytesOfSplitCharacter(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back += 1) {
    const byte = text[text.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** Lines before the one that is not UTF-8, within `text`. */
function lineOfBadText(text: Buffer): number {
  let lines = 0;
  for (let from = 0; from < text.length; lines += 1) {
    const next = text.indexOf(0x0a, from);
    const end = next === -1 ? text.length : next + 1;
    if (!isUtf8(text.subarray(from, end))) return lines;
    from = end;
  }
  return lines;
}

function notUtf8(line: number): Unreadable {
  return { line, why: "It is not UTF-8 text.", remedy: "Export it as CSV in UTF-8." };
}

function noHeader(): Unreadable {
  return { line: 1, why: "Its first line is no header.", remedy: "Begin with one line that names the columns." };
}

function empty(): Unreadable {
  return { line: null, why: "It is empty.", remedy: "Write at least the header line, or leave the file out." };
}
