/** DuckDB in memory, for the rows of one batch: it holds nothing between batches. */
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ContractError, TierlineError } from "../../domain/errors.ts";
import { targetFull } from "./store-error.ts";

export interface Tables {
  /** Rows changed or written. */
  run(sql: string): Promise<number>;
  count(sql: string): Promise<number>;
  /** A table of texts; null stays null. */
  load(name: string, columns: readonly string[], rows: Iterable<readonly (string | null)[]>): Promise<void>;
}

/** `spillFolder`: where rows go that memory has no room for; they are personal data. */
export async function withTables<Result>(
  spillFolder: string,
  work: (tables: Tables) => Promise<Result>,
): Promise<Result> {
  // In memory, each call makes a database of its own.
  const instance = await DuckDBInstance.fromCache(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: spillFolder,
  });
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    return await work(tablesOn(connection));
  } catch (error) {
    throw error instanceof Error ? translated(error, spillFolder) : error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB's words may repeat a cell: they are kept only as far as they tell of room. */
function translated(error: Error, spillFolder: string): Error {
  if (error instanceof TierlineError) return error;
  if (/No space left|Out of Memory/iu.test(error.message)) return targetFull(dirname(spillFolder), "DuckDB");
  const kind = /^[A-Z][\w ]*Error/u.exec(error.message)?.[0] ?? "unknown";
  return new ContractError("file_not_made", `DuckDB could not make a file of the rows (${kind}).`, {
    remedy: "Run again; please report this when it stays.",
  });
}

function tablesOn(connection: DuckDBConnection): Tables {
  return {
    run: async (sql) => (await connection.run(sql)).rowsChanged,
    count: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      return Number(reader.getRows()[0]?.[0] ?? 0);
    },
    load: async (name, columns, rows) => {
      await connection.run(`create table ${name} (${columns.map((column) => `"${column}" varchar`).join(", ")})`);
      const appender = await connection.createAppender(name);
      for (const row of rows) {
        for (const value of row)
          if (value === null) appender.appendNull();
          else appender.appendVarchar(value);
        appender.endRow();
      }
      appender.closeSync();
    },
  };
}
