/** Opens a PostgreSQL database, and looks first whether it can carry what is asked of it. */
import { ConfigError } from "../../domain/errors.ts";
import type { ParquetReader } from "../parquet-reader.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { loadDriver, type PostgresDriver } from "./load-driver.ts";
import type { PostgresOptions } from "./postgres-options.ts";
import { PostgresWarehouse } from "./postgres-warehouse.ts";
import { isUnencrypted, poolingProxy, translateError } from "./translate-error.ts";

const VERSION_MIN = 150_000;
/** Leases held at once: one for each sync of a run. */
const HOLDS_MAX = 100;

/**
 * `ConfigError`: `driver_missing`, `warehouse_authentication`, `warehouse_missing`, `warehouse_version` (before 15),
 * `warehouse_encoding`, `pooling_proxy`. `TransientError` `warehouse_unreachable`.
 */
export async function openPostgres(options: PostgresOptions, parquet: ParquetReader): Promise<PostgresWarehouse> {
  const driver = await loadDriver();
  try {
    return await openWith(driver, options, parquet);
  } catch (error) {
    if (options.tls.mode !== "prefer" || !isUnencrypted(error)) throw error;
    return openWith(driver, { ...options, tls: { ...options.tls, mode: "disable" } }, parquet);
  }
}

async function openWith(
  driver: PostgresDriver,
  options: PostgresOptions,
  parquet: ParquetReader,
): Promise<PostgresWarehouse> {
  const pool = new ConnectionPool(driver, options);
  const holds = new ConnectionPool(driver, { ...options, connectionsMax: HOLDS_MAX });
  try {
    await examine(pool);
    return new PostgresWarehouse({ driver, pool, holds, parquet });
  } catch (error) {
    await pool.close();
    await holds.close();
    throw translateError(error);
  }
}

async function examine(pool: ConnectionPool): Promise<void> {
  await pool.lend(async (client) => {
    const { rows } = await client.query(
      `select cast(current_setting('server_version_num') as integer) as version, current_setting('server_encoding') as encoding,
        lower(U&'I\\00C9') = U&'i\\00E9' as is_lowering, pg_backend_pid() as process`,
    );
    const [found] = rows;
    if (found.version < VERSION_MIN)
      throw new ConfigError("warehouse_version", `The PostgreSQL server has version ${found.version / 10_000}.`, {
        remedy: "Use version 15 or newer.",
      });
    if (found.encoding !== "UTF8" || found.is_lowering !== true)
      throw new ConfigError(
        "warehouse_encoding",
        "The database does not hold texts as UTF-8, or its locale does not lower letters such as É: addresses would not match.",
        { remedy: "Create it with: create database … template template0 encoding 'UTF8' locale 'C.UTF-8'" },
      );
    // A pooling proxy makes up the process it names, and lends the connection to others between transactions.
    if (processOf(client) !== found.process) throw poolingProxy();
  });
}

/** What the server called itself when the connection began; the driver keeps it to cancel statements. */
function processOf(client: object): unknown {
  return "processID" in client ? client.processID : undefined;
}
