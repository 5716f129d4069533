/** DuckDB, for rows on their way into a file: in memory, or in a file of its own where a whole wave is gathered. */
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { ContractError, TierlineError } from "../../domain/errors.ts";
import { targetFull } from "./store-error.ts";

/** A number for a column of type integer, a text for a varchar. */
export type Cell = string | number | null;

export interface Tables {
  /** Rows changed or written. */
  run(sql: string): Promise<number>;
  count(sql: string): Promise<number>;
  /** Rows, in pages of some 2,000, in any order; nothing else may be asked before the last one. */
  pages(sql: string): AsyncIterable<readonly (readonly Cell[])[]>;
  /** All rows or, when it rejects, none. */
  append(table: string, rows: Iterable<readonly Cell[]>): Promise<void>;
  close(): void;
}

/**
 * What DuckDB may hold of a wave; what is more lies in its file. With one thread 1.5 GB of rows were put in order so; with two,
 * 400 MB of them did not fit, since a sort by several threads spills too late (DuckDB 1.5.6).
 */
const MEMORY = { memory_limit: "256MB", threads: "1" } as const;

/** Of a few rows, in memory. `directory`: where rows go that memory has no room for; they are personal data. */
export async function withTables<Result>(
  directory: string,
  work: (tables: Tables) => Promise<Result>,
): Promise<Result> {
  const tables = await open(":memory:", directory);
  try {
    return await work(tables);
  } finally {
    tables.close();
  }
}

/** Of any number of rows, in the directory. */
export async function openTables(directory: string): Promise<Tables> {
  return await open(join(directory, "rows.duckdb"), directory);
}

async function open(database: string, directory: string): Promise<Tables> {
  const told = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof Error ? translated(error, directory) : error;
    }
  };
  return await told(async () => {
    // In memory, each call makes a database of its own.
    const instance = await DuckDBInstance.fromCache(database, {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      temp_directory: join(directory, "spilled"),
      // Only where a query asks for an order does one count.
      preserve_insertion_order: "false",
      ...(database === ":memory:" ? {} : MEMORY),
    });
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    return {
      run: async (sql) => await told(async () => (await connection.run(sql)).rowsChanged),
      count: async (sql) =>
        await told(async () => Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? 0)),
      pages: async function* (sql) {
        const result = await told(async () => await connection.stream(sql));
        for (;;) {
          const chunk = await told(async () => await result.fetchChunk());
          if (chunk === null || chunk.rowCount === 0) return;
          yield chunk.getRows().map((row) => row.map(cellOf));
        }
      },
      append: async (table, rows) => await told(async () => await append(connection, table, rows)),
      close: () => {
        connection.closeSync();
        instance.closeSync();
      },
    };
  });
}

/** DuckDB's words may repeat a cell: they are kept only as far as they tell of room. */
function translated(error: Error, directory: string): Error {
  if (error instanceof TierlineError) return error;
  if (/No space left|Out of Memory/iu.test(error.message)) return targetFull(dirname(directory), "DuckDB");
  const kind = /^[A-Z][\w ]*Error/u.exec(error.message)?.[0] ?? "unknown";
  return new ContractError("file_not_made", `DuckDB could not make a file of the rows (${kind}).`, {
    remedy: "Run again; please report this when it stays.",
  });
}

function cellOf(value: DuckDBValue): Cell {
  return value === null || typeof value === "number" ? value : String(value);
}

async function append(connection: DuckDBConnection, table: string, rows: Iterable<readonly Cell[]>): Promise<void> {
  await connection.run("begin");
  try {
    const appender = await connection.createAppender(table);
    for (const row of rows) {
      for (const value of row)
        if (value === null) appender.appendNull();
        else if (typeof value === "number") appender.appendInteger(value);
        else appender.appendVarchar(value);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw error;
  }
}
