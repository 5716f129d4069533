/** The Parquet reader of the embedded DuckDB, for other engines: a database in memory that holds nothing. */
import type { ParquetReader } from "../parquet-reader.ts";
import type { Cell } from "../warehouse.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";
import { openDuckDb } from "./open-duckdb.ts";
import { parquetRelation } from "./parquet-relation.ts";

const PAGE_ROWS = 5_000;

export const duckDbParquetReader: ParquetReader = {
  describe: async (path) => {
    const reader = await openDuckDb(":memory:", { access: "write" });
    try {
      return await reader.describeParquet(path);
    } finally {
      await reader.close();
    }
  },
  csv: async function* (file) {
    const names = file.columns.map((column) => column.as);
    const sql = `select ${names.map((name) => duckDbDialect.quote(name)).join(", ")} from ${parquetRelation(file)} order by _record_no`;
    const reader = await openDuckDb(":memory:", { access: "write" });
    try {
      for await (const page of reader.pages(sql, [], PAGE_ROWS))
        yield page.map((row) => `${names.map((name) => field(row[name] ?? null)).join(",")}\n`).join("");
    } finally {
      await reader.close();
    }
  },
};

function field(cell: Cell): string {
  return cell === null ? "" : `"${String(cell).replaceAll('"', '""')}"`;
}
