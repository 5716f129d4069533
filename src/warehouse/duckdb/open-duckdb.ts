/** Opens a DuckDB file. The only place that makes instances: two of one file in a process lose rows silently. */
import { existsSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { ConfigError } from "../../domain/errors.ts";
import { absolutePath } from "./absolute-path.ts";
import { DuckDbWarehouse } from "./duckdb-warehouse.ts";
import { beginPrivateFiles, endPrivateFiles } from "./private-files.ts";
import { translateError } from "./translate-error.ts";

export interface DuckDbOptions {
  /** `write` locks the file against every other process; `read` against writers only. */
  readonly access: "read" | "write";
  /** As DuckDB writes it, as `2GB`. Default: DuckDB's own, 80 % of the machine. */
  readonly memoryLimit?: string;
  /** Default: DuckDB's own, one per core. */
  readonly threads?: number;
}

/**
 * `path` may be `:memory:`. A missing file is created by `write` (mode 0600, readable from DuckDB 1.0 on) and a
 * `ConfigError` `warehouse_missing` for `read`. Opening one path twice with the same options shares one database.
 * `TransientError` `warehouse_locked` names the process that holds the file. Extensions are never fetched.
 */
export async function openDuckDb(path: string, options: DuckDbOptions): Promise<DuckDbWarehouse> {
  const file = path === ":memory:" ? path : absolutePath(path);
  const isFile = file !== ":memory:";
  if (isFile && options.access === "read" && !existsSync(file))
    throw new ConfigError("warehouse_missing", `${file} does not exist.`, {
      remedy: "Load data and build the models first, or check the path in profiles.yml.",
    });
  if (options.access === "write") beginPrivateFiles();
  const onClose = (): void => {
    if (options.access === "write") endPrivateFiles();
  };
  try {
    // In memory, each call makes a database of its own.
    const instance = await DuckDBInstance.fromCache(file, settings(options));
    await useUtc(instance);
    return new DuckDbWarehouse(file, instance, onClose);
  } catch (error) {
    onClose();
    throw translateError(error);
  }
}

/** Casts between instants and dates follow this setting; the machine's own zone must not matter. */
async function useUtc(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run("set global TimeZone = 'UTC'");
  } finally {
    connection.closeSync();
  }
}

function settings({ access, memoryLimit, threads }: DuckDbOptions): Record<string, string> {
  return {
    access_mode: access === "read" ? "READ_ONLY" : "READ_WRITE",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    storage_compatibility_version: "v1.0.0",
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  };
}
