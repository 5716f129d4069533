/**
 * Walks the bytes of a CSV file once and says where each record begins, on which physical line, and whether its shape
 * is sound. The warehouse reads the values; this reads the shape, so that what the warehouse counted can be checked
 * against a second, independent count, and every complaint can name a line.
 *
 * Comma separated, `"` quotes, `""` for a quote inside. Spaces around a quoted field are allowed. A quote inside a field that
 * does not begin with one is an ordinary character. LF and CRLF end a record, also mixed; inside quotes they are data.
 * Blank lines are skipped, unless the file has a single column: there DuckDB 1.5.6 takes one that ends in LF for an empty
 * value and skips one that ends in CRLF, so it is a fault. About 150 MB/s.
 */

export type Fault = "fields" | "after_quote" | "lone_cr" | "nul" | "too_long" | "open_quote" | "blank";

export interface ScannedRecord {
  /** 0 is the header. */
  readonly recordNo: number;
  /** Physical line on which it begins, from 1. */
  readonly line: number;
  readonly fields: number;
  /** Bytes `[start, end)` of the file, without its line end. */
  readonly start: number;
  readonly end: number;
  readonly fault: Fault | null;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SPACE = 0x20;

/** A longer one is a forgotten quote, not a row. Warehouses refuse records from 2 MB on. */
export const RECORD_BYTES_MAX = 1_048_576;

type Place = "start" | "plain" | "quoted" | "quote" | "after";

export class CsvScanner {
  readonly #onRecord: (record: ScannedRecord) => void;
  #place: Place = "start";
  #isAfterCr = false;
  #fault: Fault | null = null;
  #fields = 1;
  #columns: number | undefined;
  #line = 1;
  #recordNo = 0;
  #recordLine = 1;
  #recordStart = 0;
  #offset = 0;
  #countLf = 0;
  #countCrLf = 0;

  /** `onRecord` is called once per record, in file order. */
  constructor(onRecord: (record: ScannedRecord) => void) {
    this.#onRecord = onRecord;
  }

  /** The physical line the next byte belongs to. */
  get line(): number {
    return this.#line;
  }

  /** The byte at which the record begins that has not ended yet. */
  get recordStart(): number {
    return this.#recordStart;
  }

  get hasMixedLineEnds(): boolean {
    return this.#countLf > 0 && this.#countCrLf > 0;
  }

  /** `chunk` continues where the last one ended. A byte order mark, wholly in the first chunk, belongs to no record. */
  push(chunk: Uint8Array): void {
    const length = chunk.length;
    const mark = this.#offset === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    this.#recordStart += mark;
    for (let index = mark; index < length; index += 1) {
      // Most bytes are letters and digits inside a field, which change nothing.
      if (!this.#isAfterCr && (this.#place === "plain" || this.#place === "quoted"))
        while (index < length && (chunk[index] ?? 0) > COMMA) index += 1;
      if (index < length) this.#step(chunk[index] ?? 0, this.#offset + index);
    }
    this.#offset += length;
  }

  /** After the last chunk: a last record may lack its line end. */
  end(): void {
    if (this.#isAfterCr) this.#fault ??= "lone_cr";
    if (this.#place === "quoted") this.#fault = "open_quote";
    if (this.#offset > this.#recordStart) this.#endRecord(this.#offset, this.#offset);
  }

  #step(byte: number, offset: number): void {
    if (this.#place === "quoted") {
      this.#stepQuoted(byte);
      return;
    }
    if (this.#isAfterCr) {
      this.#isAfterCr = false;
      if (byte === LF) {
        this.#countCrLf += 1;
        this.#line += 1;
        this.#endRecord(offset - 1, offset + 1);
        return;
      }
      this.#fault ??= "lone_cr";
    }
    switch (byte) {
      case LF:
        this.#countLf += 1;
        this.#line += 1;
        this.#endRecord(offset, offset + 1);
        return;
      case CR:
        this.#isAfterCr = true;
        if (this.#place === "quote") this.#place = "after";
        return;
      case COMMA:
        this.#fields += 1;
        this.#place = "start";
        return;
      case QUOTE:
        this.#stepToQuote();
        return;
      case SPACE:
        if (this.#place === "quote") this.#place = "after";
        return;
      default:
        if (byte === 0) this.#fault ??= "nul";
        if (this.#place === "start") this.#place = "plain";
        else if (this.#place !== "plain") this.#fault ??= "after_quote";
    }
  }

  #stepQuoted(byte: number): void {
    if (byte === QUOTE) this.#place = "quote";
    else if (byte === LF) this.#line += 1;
    else if (byte === 0) this.#fault ??= "nul";
  }

  #stepToQuote(): void {
    if (this.#place === "start" || this.#place === "quote") this.#place = "quoted";
    else if (this.#place === "after") this.#fault ??= "after_quote";
  }

  #endRecord(end: number, next: number): void {
    const isBlank = end === this.#recordStart && this.#columns !== undefined;
    if (isBlank && this.#columns === 1) this.#fault ??= "blank";
    if (!isBlank || this.#columns === 1) {
      this.#columns ??= this.#fields;
      if (this.#fields !== this.#columns) this.#fault ??= "fields";
      if (end - this.#recordStart > RECORD_BYTES_MAX) this.#fault ??= "too_long";
      this.#onRecord({
        recordNo: this.#recordNo,
        line: this.#recordLine,
        fields: this.#fields,
        start: this.#recordStart,
        end,
        fault: this.#fault,
      });
      this.#recordNo += 1;
    }
    this.#place = "start";
    this.#fault = null;
    this.#fields = 1;
    this.#recordStart = next;
    this.#recordLine = this.#line;
  }
}
