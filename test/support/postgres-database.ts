/** A database of one test file on the run's server. */
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import type { PostgresServer } from "../../src/demo/postgres-server.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { openPostgres } from "../../src/warehouse/postgres/open-postgres.ts";
import { POSTGRES_DEFAULTS, type PostgresOptions } from "../../src/warehouse/postgres/postgres-options.ts";
import type { PostgresWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";

export interface TestDatabase {
  /** The administrator's. */
  readonly options: PostgresOptions;
  open(changes?: Partial<PostgresOptions>): Promise<PostgresWarehouse>;
  /** As administrator, on a connection of its own. */
  admin(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Resolves when this condition of SQL is true, or after 10 seconds. */
  waitUntil(condition: string): Promise<void>;
  /** Whatever is still connected is thrown out. */
  drop(): Promise<void>;
}

/** `database`: a name of its own by default. `server`: the run's own by default. */
export async function createDatabase(
  database = `test_${randomBytes(6).toString("hex")}`,
  { host, port, user, password }: PostgresServer = inject("postgres"),
): Promise<TestDatabase> {
  const options: PostgresOptions = { ...POSTGRES_DEFAULTS, host, port, user, password, database };
  await ask(options, "postgres", `create database ${database}`);
  return {
    options,
    open: (changes = {}) => openPostgres({ ...options, ...changes }, duckDbParquetReader),
    admin: (sql) => ask(options, database, sql),
    waitUntil: async (condition) => {
      await ask(options, database, waiting(condition));
    },
    drop: async () => {
      await ask(options, "postgres", `drop database ${database} with (force)`);
    },
  };
}

/** A statement that ends when the condition is true, or after 10 seconds. */
export function waiting(condition: string): string {
  return `do $$ begin while not (${condition}) and clock_timestamp() < now() + interval '10 seconds' loop perform pg_stat_clear_snapshot(); end loop; end $$`;
}

async function ask(
  { host, port, user, password }: PostgresOptions,
  database: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
