/** A database on a PostgreSQL server. */
import type { Client } from "pg";
import { ConfigError } from "../../domain/errors.ts";
import type { ParquetReader } from "../parquet-reader.ts";
import { runSteps } from "../run-steps.ts";
import type { Cell, Column, Hold, Row, Scratch, Statements, Step, Warehouse } from "../warehouse.ts";
import { columnsOf } from "./columns-of.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { withScratch } from "./connection-scratch.ts";
import { connectionStatements, readPages } from "./connection-statements.ts";
import { holdName } from "./hold-name.ts";
import type { PostgresDriver } from "./load-driver.ts";
import { postgresDialect } from "./postgres-dialect.ts";

export interface PostgresParts {
  readonly driver: PostgresDriver;
  readonly pool: ConnectionPool;
  /** Holds leases, so that work never waits for a connection that a lease keeps. */
  readonly holds: ConnectionPool;
  readonly parquet: ParquetReader;
}

export class PostgresWarehouse implements Warehouse {
  readonly dialect = postgresDialect;
  readonly #parts: PostgresParts;
  readonly #holds = new Set<Hold>();

  constructor(parts: PostgresParts) {
    this.#parts = parts;
  }

  run(sql: string, parameters: readonly Cell[] = []): Promise<number> {
    return this.#lend((statements) => statements.run(sql, parameters));
  }

  rows(sql: string, parameters: readonly Cell[] = []): Promise<readonly Row[]> {
    return this.#lend((statements) => statements.rows(sql, parameters));
  }

  async *pages(sql: string, parameters: readonly Cell[], pageRows: number): AsyncGenerator<readonly Row[]> {
    const { pool, driver } = this.#parts;
    const client = await pool.take();
    try {
      yield* readPages(client, driver, sql, parameters, pageRows);
    } finally {
      await pool.give(client);
    }
  }

  atomically(steps: readonly Step[]): Promise<readonly number[] | undefined> {
    return this.#lend((statements) => runSteps(statements, steps));
  }

  scratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
    const { driver, parquet } = this.#parts;
    return this.#lend((statements, client) => withScratch({ client, driver, statements, parquet }, work));
  }

  async describe(relation: string): Promise<readonly Column[]> {
    const columns = await columnsOf(this, relation);
    if (columns !== undefined) return columns;
    throw new ConfigError("relation_missing", `The relation ${relation} does not exist in the warehouse.`, {
      remedy: "Build the models first.",
    });
  }

  async columns(schema: string, name: string): Promise<readonly Column[]> {
    return (await columnsOf(this, qualified(schema, name))) ?? [];
  }

  describeParquet(path: string): Promise<{ readonly columns: readonly Column[]; readonly rows: number }> {
    return this.#parts.parquet.describe(path);
  }

  async hasRelation(schema: string, name: string): Promise<boolean> {
    return (await columnsOf(this, qualified(schema, name))) !== undefined;
  }

  /** `create schema if not exists` wants the right to create one even where it is there. */
  async ensureSchema(schema: string): Promise<void> {
    const found = await this.rows("select 1 as found from pg_namespace where nspname = $1", [schema]);
    if (found.length === 0) await this.run(`create schema if not exists ${postgresDialect.quote(schema)}`);
  }

  async hold(name: string): Promise<Hold | undefined> {
    const hold = await holdName(this.#parts.holds, name);
    if (hold === undefined) return undefined;
    const release = async (): Promise<void> => {
      this.#holds.delete(held);
      await hold.release();
    };
    const held = { isHeld: () => hold.isHeld(), release };
    this.#holds.add(held);
    return held;
  }

  /** The server's clock. */
  async nowMs(): Promise<number> {
    const now = postgresDialect.epochMillis("clock_timestamp()");
    const [row] = await this.rows(`select ${now} as now_ms`);
    return Number(row?.["now_ms"]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#holds].map((hold) => hold.release()));
    await Promise.all([this.#parts.pool.close(), this.#parts.holds.close()]);
  }

  #lend<Result>(work: (statements: Statements, client: Client) => Promise<Result>): Promise<Result> {
    const { pool, driver } = this.#parts;
    return pool.lend((client) => work(connectionStatements(client, driver), client));
  }
}

function qualified(schema: string, name: string): string {
  return `${postgresDialect.quote(schema)}.${postgresDialect.quote(name)}`;
}
