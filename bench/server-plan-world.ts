/** A plan world on a PostgreSQL server of its own. The server has its own defaults, but does not wait for the disk. */
import { startPostgres } from "../src/demo/postgres-server.ts";
import { duckDbParquetReader } from "../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { ConnectionPool } from "../src/warehouse/postgres/connection-pool.ts";
import { loadDriver } from "../src/warehouse/postgres/load-driver.ts";
import { openPostgres } from "../src/warehouse/postgres/open-postgres.ts";
import { POSTGRES_DEFAULTS, type PostgresOptions } from "../src/warehouse/postgres/postgres-options.ts";
import { openPlanWorld } from "./plan-world.ts";
import type { SyncWorld } from "./sync-world.ts";

/** Counts the rows of a result that the driver reads `pageRows` at a time and hands to nobody. */
export type ReadBare = (sql: string, pageRows: number) => Promise<number>;

/** The server and both connections end with the work. */
export async function withServerPlanWorld(
  work: (world: SyncWorld, readBare: ReadBare) => Promise<void>,
): Promise<void> {
  const { stop, host, port, user, password } = await startPostgres();
  try {
    const tls = { ...POSTGRES_DEFAULTS.tls, mode: "disable" } as const;
    const options = { ...POSTGRES_DEFAULTS, tls, host, port, user, password, database: "postgres" };
    const world = await openPlanWorld(await openPostgres(options, duckDbParquetReader));
    try {
      await work(world, bareReader(options));
    } finally {
      await world.close();
    }
  } finally {
    await stop();
  }
}

function bareReader(options: PostgresOptions): ReadBare {
  return async (sql, pageRows) => {
    const driver = await loadDriver();
    const pool = new ConnectionPool(driver, options);
    try {
      return await pool.lend(async (client) => {
        const cursor = client.query(new driver.Cursor(sql, [], { rowMode: "array" }));
        let count = 0;
        for (;;) {
          const { length } = await cursor.read(pageRows);
          count += length;
          if (length < pageRows) return count;
        }
      });
    } finally {
      await pool.close();
    }
  };
}
