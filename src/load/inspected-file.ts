/** A file whose shape is known: it can be read. */
import type { ScannedRecord } from "./csv-scanner.ts";
import type { SourceFile } from "./find-files.ts";

export interface InspectedFile {
  readonly source: SourceFile;
  /** Where its plain text is. */
  readonly path: string;
  /** As the warehouse names them, in file order. */
  readonly columns: readonly string[];
  readonly furtherColumns: readonly string[];
  /** Besides the header. */
  readonly records: number;
  /** The first 1,000, in file order. */
  readonly malformed: readonly ScannedRecord[];
  readonly countMalformed: number;
  readonly hasMixedLineEnds: boolean;
}
