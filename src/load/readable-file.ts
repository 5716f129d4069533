/**
 * A file whose shape is known: its rows can be read. Each format is a reader that makes these; everything behind them
 * knows only cells of text, whatever the format's own types were.
 */
import type { Scratch } from "../warehouse/warehouse.ts";
import type { Explanation } from "./explain-cell.ts";
import type { SourceFile } from "./find-files.ts";

/** Where a record stands, as people count: a line of a text, a row of a table. The other is null. */
export interface Place {
  /** Physical line on which it begins, from 1; the header is line 1. */
  readonly line: number | null;
  /** From 1. */
  readonly row: number | null;
}

/** A record whose cells cannot be told apart. */
export interface MalformedRecord extends Explanation {
  readonly recordNo: number;
  readonly place: Place;
  /** False where the record's end is not known: then nothing behind it can be trusted either. */
  readonly isBounded: boolean;
}

export interface ReadableFile {
  readonly source: SourceFile;
  /** As the warehouse names them, in file order. */
  readonly columns: readonly string[];
  /** Those that the raw table does not name: kept as text. */
  readonly furtherColumns: readonly string[];
  /** Besides a header, malformed ones included. */
  readonly records: number;
  /** The first 1,000, in file order. */
  readonly malformed: readonly MalformedRecord[];
  readonly countMalformed: number;
  /**
   * Something to stand after `from`, once: a row per record with `_record_no` and the columns as text, null where a cell is
   * empty. In the place of a malformed record stands a blank one. Asked again, it reads the file again.
   */
  cells(scratch: Scratch): Promise<string>;
  /** By record number. */
  places(recordNos: readonly number[]): Promise<ReadonlyMap<number, Place>>;
  /** What stands in the file in place of a malformed record. */
  textOf(record: MalformedRecord): Promise<string>;
}

export const MALFORMED_KEPT_MAX = 1000;
