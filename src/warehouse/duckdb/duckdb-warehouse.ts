/** A DuckDB file, opened once per process. */
import type { DuckDBInstance } from "@duckdb/node-api";
import { InvariantError } from "../../domain/errors.ts";
import { runSteps } from "../run-steps.ts";
import type { Cell, Column, Hold, Row, Scratch, Step, Warehouse } from "../warehouse.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { withScratch } from "./connection-scratch.ts";
import { connectionStatements, readPages } from "./connection-statements.ts";
import { absolutePath } from "./absolute-path.ts";
import { columnsOf } from "./columns-of.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";
import { describeParquet } from "./parquet-relation.ts";
import { readColumn } from "./read-column.ts";
import { translateError } from "./translate-error.ts";

export class DuckDbWarehouse implements Warehouse {
  readonly dialect = duckDbDialect;
  /** Absolute; `:memory:` for a database without a file. */
  readonly path: string;
  readonly #instance: DuckDBInstance;
  readonly #pool: ConnectionPool;
  readonly #onClose: () => void;
  #attaching: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(path: string, instance: DuckDBInstance, onClose: () => void) {
    this.path = path;
    this.#instance = instance;
    this.#pool = new ConnectionPool(instance);
    this.#onClose = onClose;
  }

  run(sql: string, parameters: readonly Cell[] = []): Promise<number> {
    return this.#pool.lend((connection) => connectionStatements(connection).run(sql, parameters));
  }

  rows(sql: string, parameters: readonly Cell[] = []): Promise<readonly Row[]> {
    return this.#pool.lend((connection) => connectionStatements(connection).rows(sql, parameters));
  }

  async *pages(sql: string, parameters: readonly Cell[], pageRows: number): AsyncGenerator<readonly Row[]> {
    const connection = await this.#pool.take();
    let isFinished = false;
    try {
      yield* readPages(connection, sql, parameters, pageRows);
      isFinished = true;
    } finally {
      // A stream left half-way still holds its connection's transaction: the connection goes with it.
      if (isFinished) this.#pool.give(connection);
      else connection.closeSync();
    }
  }

  atomically(steps: readonly Step[]): Promise<readonly number[] | undefined> {
    return this.#pool.lend((connection) => runSteps(connectionStatements(connection), steps));
  }

  scratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
    return this.#pool.lend((connection) => withScratch(connectionStatements(connection), work));
  }

  async describe(relation: string): Promise<readonly Column[]> {
    const rows = await this.rows(`select column_name, column_type from (describe ${relation})`);
    return rows.map((row) => readColumn(String(row["column_name"]), String(row["column_type"])));
  }

  columns(schema: string, name: string): Promise<readonly Column[]> {
    return columnsOf(this, schema, name);
  }

  describeParquet(path: string): Promise<{ readonly columns: readonly Column[]; readonly rows: number }> {
    return describeParquet(this, path);
  }

  async hasRelation(schema: string, name: string): Promise<boolean> {
    const rows = await this.rows(
      "select 1 as found from information_schema.tables where table_catalog = current_database() and table_schema = $1 and table_name = $2",
      [schema, name],
    );
    return rows.length > 0;
  }

  async ensureSchema(schema: string): Promise<void> {
    await this.run(`create schema if not exists ${duckDbDialect.quote(schema)}`);
  }

  /** The file's lock keeps every other process out already, for as long as this one has it open. */
  hold(): Promise<Hold> {
    return Promise.resolve({ isHeld: () => Promise.resolve(!this.#isClosed), release: () => Promise.resolve() });
  }

  /**
   * Lets this database's statements read another DuckDB file while `work` runs. Its relations are addressed by the
   * name DuckDB derives from the file (`warehouse.duckdb` → `warehouse`): the one dbt writes, and given to `work`. The file is
   * locked against writers meanwhile, and only then. One file at a time: a second call waits for the first.
   */
  withReadable<Result>(path: string, work: (database: string) => Promise<Result>): Promise<Result> {
    const mine = this.#attaching.then(() => this.#attachFor(absolutePath(path), work));
    this.#attaching = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  async #attachFor<Result>(path: string, work: (database: string) => Promise<Result>): Promise<Result> {
    await this.run(`attach ${duckDbDialect.literal(path)} (read_only)`);
    const [attached] = await this.rows("select database_name from duckdb_databases() where path = $1", [path]);
    const name = attached?.["database_name"];
    if (typeof name !== "string") throw new InvariantError("warehouse_attach", "An attached file has no name.");
    try {
      return await work(name);
    } finally {
      await this.run(`detach ${duckDbDialect.quote(name)}`);
    }
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      try {
        this.#pool.close();
        this.#instance.closeSync();
      } catch (error) {
        return Promise.reject(translateError(error));
      } finally {
        this.#onClose();
      }
    }
    return Promise.resolve();
  }
}
