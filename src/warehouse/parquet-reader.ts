/** Reads Parquet files for engines that cannot themselves read a file of this machine. */
import type { Column, ParquetFile } from "./warehouse.ts";

export interface ParquetReader {
  /** As `Warehouse.describeParquet`. */
  describe(path: string): Promise<{ readonly columns: readonly Column[]; readonly rows: number }>;
  /**
   * The rows in file order, as CSV without a header: the texts of `Transaction.parquetRelation`, every one quoted; null is
   * an empty field without quotes. A row group at a time, never as a whole.
   */
  csv(file: ParquetFile): AsyncIterable<string>;
}
