/** A project on BigQuery. Every statement is a job; it keeps no connection. */
import { ConfigError, TransientError } from "../../domain/errors.ts";
import type { ParquetReader } from "../parquet-reader.ts";
import type { Cell, Column, Hold, Row, Scratch, Statement, Step, Warehouse } from "../warehouse.ts";
import type { Dialect } from "../dialect.ts";
import { bigQueryDialect, dialectOf } from "./bigquery-dialect.ts";
import { columnsOf, partsOf } from "./datasets.ts";
import { withFunctions } from "./fnv1a.ts";
import { jobStatements, readPages, resultPages, smallResult } from "./job-statements.ts";
import { Jobs, type JobsParts } from "./jobs.ts";
import { scannedBytes } from "./scanned-bytes.ts";
import { withScratch } from "./scratch.ts";
import { ServerClock } from "./server-clock.ts";
import { changesOf, scriptOf } from "./script.ts";

export interface BigQueryParts extends JobsParts {
  readonly parquet: ParquetReader;
}

const CONFLICTS_MAX = 5;
const CONFLICT_WAIT_MS = 1_000;

export class BigQueryWarehouse implements Warehouse {
  readonly dialect: Dialect;
  readonly #parts: BigQueryParts;
  readonly #jobs: Jobs;
  readonly #serverClock: ServerClock;

  constructor(parts: BigQueryParts) {
    this.#parts = parts;
    this.dialect = dialectOf(parts.options.project);
    this.#jobs = new Jobs(parts);
    this.#serverClock = new ServerClock(parts.clock, async () => {
      const [row] = await this.rows(`select ${bigQueryDialect.epochMillis("current_timestamp()")} as now_ms`);
      return Number(row?.["now_ms"]);
    });
  }

  run(sql: string, parameters: readonly Cell[] = []): Promise<number> {
    return jobStatements(this.#jobs).run(sql, parameters);
  }

  rows(sql: string, parameters: readonly Cell[] = []): Promise<readonly Row[]> {
    return jobStatements(this.#jobs).rows(sql, parameters);
  }

  pages(sql: string, parameters: readonly Cell[], pageRows: number): AsyncGenerator<readonly Row[]> {
    return readPages(this.#jobs, sql, parameters, pageRows);
  }

  /** A transaction that met another one's changes has done nothing, and is run again. */
  async atomically(steps: readonly Step[]): Promise<readonly number[] | undefined> {
    if (steps.length === 0) return [];
    const { clock, random } = this.#parts;
    for (let conflicts = 1; ; conflicts += 1)
      try {
        return await this.#runScript(steps);
      } catch (error) {
        const isConflict = error instanceof TransientError && error.code === "warehouse_conflict";
        if (!isConflict || conflicts > CONFLICTS_MAX) throw error;
        await clock.sleep(CONFLICT_WAIT_MS * conflicts * (1 + random.fraction()));
      }
  }

  async #runScript(steps: readonly Step[]): Promise<readonly number[] | undefined> {
    const { text, parameters } = scriptOf(steps);
    const finished = await this.#jobs.query(withFunctions(text), parameters);
    const [row] = await smallResult(resultPages(this.#jobs, finished, 1));
    return changesOf(row, steps);
  }

  scratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
    const { client, random, options, parquet } = this.#parts;
    const schema = this.#inProject(options.scratchSchema);
    const parts = {
      statements: jobStatements(this.#jobs),
      atomically: (steps: readonly Step[]) => this.atomically(steps),
      scannedBytes: (asked: readonly Statement[]) => this.scannedBytes(asked),
      loading: { client, jobs: this.#jobs, options, schema },
      parquet,
      ensureSchema: () => this.ensureSchema(schema),
      id: random.id(),
    };
    return withScratch(parts, work);
  }

  async describe(relation: string): Promise<readonly Column[]> {
    const { schema, name } = partsOf(relation);
    const columns = await columnsOf(this, schema, name);
    if (columns !== undefined) return columns;
    throw new ConfigError("relation_missing", `The relation ${relation} does not exist in the warehouse.`, {
      remedy: "Build the models first.",
    });
  }

  async columns(schema: string, name: string): Promise<readonly Column[]> {
    return (await columnsOf(this, this.#inProject(schema), name)) ?? [];
  }

  describeParquet(path: string): Promise<{ readonly columns: readonly Column[]; readonly rows: number }> {
    return this.#parts.parquet.describe(path);
  }

  async hasRelation(schema: string, name: string): Promise<boolean> {
    return (await columnsOf(this, this.#inProject(schema), name)) !== undefined;
  }

  async hasSchema(schema: string): Promise<boolean> {
    const { client } = this.#parts;
    const { name: dataset, schema: projectId } = partsOf(this.#inProject(schema));
    const known = client.dataset(dataset, { projectId });
    const [isThere] = await this.#jobs.asking(() => known.exists());
    return isThere;
  }

  /** `dataset` or `project.dataset`, as `project.dataset`. */
  #inProject(schema: string): string {
    return schema.includes(".") ? schema : `${this.#parts.options.project}.${schema}`;
  }

  /** In the location of the options: a dataset stays where it was made. */
  async ensureSchema(schema: string): Promise<void> {
    if (await this.hasSchema(schema)) return;
    const { location, labels } = this.#parts.options;
    const pairs = Object.entries(labels).map(
      ([name, value]) => `(${bigQueryDialect.literal(name)}, ${bigQueryDialect.literal(value)})`,
    );
    const where = location === null ? "" : `location = ${bigQueryDialect.literal(location)}, `;
    await this.run(
      `create schema if not exists ${bigQueryDialect.quote(this.#inProject(schema))} options (${where}labels = [${pairs.join(", ")}])`,
    );
  }

  /** Nothing on BigQuery notices the end of a process: the lease's row alone keeps runners apart, and expires. */
  hold(): Promise<Hold> {
    // Whether somebody else's lease has expired is asked next: by no clock but BigQuery's own.
    this.#serverClock.forget();
    return Promise.resolve({ isHeld: () => Promise.resolve(true), release: () => Promise.resolve() });
  }

  /** BigQuery's clock, give or take what this machine's drifts in a minute. */
  nowMs(): Promise<number> {
    return this.#serverClock.nowMs();
  }

  scannedBytes(statements: readonly Statement[]): Promise<number> {
    return scannedBytes(this.#jobs, this.#parts.options.maximumBytesBilled, statements);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
