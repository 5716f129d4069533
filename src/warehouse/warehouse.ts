/**
 * A warehouse connection: run a statement, read rows in pages, load files. It knows nothing of loyalty or syncs.
 *
 * Values cross this border as plain TypeScript: text, booleans, `null`; integers as `number` (an `InvariantError` beyond
 * 2^53); decimals as `string` exactly as stored, never a float; timestamps as ISO 8601 UTC text with up to six
 * fractional digits and `Z`; dates as `YYYY-MM-DD`.
 *
 * Errors: `TransientError` `warehouse_locked` (with the process id in the message when the engine tells) or
 * `warehouse_unreachable`; `ConfigError` for a missing relation, right or database; `ContractError` for the rest, with
 * the engine's words.
 */
import type { Dialect } from "./dialect.ts";

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** A column of a relation, as far as other engines would understand it. */
export interface Column {
  readonly name: string;
  readonly type: "text" | "integer" | "decimal" | "float" | "boolean" | "date" | "timestamp" | "other";
  /** Decimals only: digits after the point. */
  readonly scale: number | null;
  /** In the engine's own words. */
  readonly engineType: string;
}

/**
 * The relations that dbt made, seen from another connection (on DuckDB: from the state file's, which attaches dbt's
 * file while it reads).
 */
export interface SourceAccess {
  /** The source can be read while `work` runs, and only then. `schema` is dbt's target schema, qualified and quoted. */
  read<Result>(work: (schema: string) => Promise<Result>): Promise<Result>;
}

export interface Statements {
  /** Runs one statement; resolves to the number of rows it changed, 0 for DDL. Parameters are positional. */
  run(sql: string, parameters?: readonly Cell[]): Promise<number>;
  /** All rows of a result known to be small (at most 10,000; more is an `InvariantError`). */
  rows(sql: string, parameters?: readonly Cell[]): Promise<readonly Row[]>;
}

/** One statement with its positional parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Cell[];
}

/** A statement that changes rows, as part of a whole. */
export interface Step extends Statement {
  /** The whole is rolled back, without an error, when this step changes no row. Default: it may change none. */
  readonly mustChange?: boolean;
}

export interface Estimating {
  /**
   * The bytes that these statements would scan, asked before any of them runs; null where the engine does not tell.
   * `ConfigError` `warehouse_bytes` when one of them would scan more than the connection allows.
   */
  scannedBytes(statements: readonly Statement[]): Promise<number | null>;
}

export interface Atomic {
  /**
   * Runs the steps in order as one transaction; the number of rows that each changed. Undefined: a step that had to
   * change a row changed none, and nothing was done. A step sees what those before it changed. Steps make no tables, and
   * nothing is read between them: what decides stands in the statements themselves, so that an engine without
   * interactive transactions takes the whole in one request.
   */
  atomically(steps: readonly Step[]): Promise<readonly number[] | undefined>;
}

/**
 * A CSV file on this machine: not compressed, UTF-8, comma separated, `"` quotes. Every record has the header's fields,
 * and all end in LF or all in CRLF.
 */
export interface TextFile {
  readonly path: string;
  /** What to call the columns, in file order. The header's own words are skipped. */
  readonly columns: readonly string[];
}

/** A Parquet file on this machine, unencrypted. */
export interface ParquetFile {
  readonly path: string;
  /** All of its columns, in file order, as `describeParquet` tells them, and what to call them. None is of type `other`. */
  readonly columns: readonly (Column & { readonly as: string })[];
}

/** Statements that may use tables of their own, which nobody else sees. Each statement stands for itself. */
export interface Scratch extends Statements, Atomic, Estimating {
  /** Makes a table of a query's rows; gives what statements call it. Its rows may be changed. It goes when the work ends. */
  keep(name: string, query: Statement): Promise<string>;
  /**
   * Something to stand after `from`, once, in a statement of this work: one row per record of the file, with `_record_no`
   * (bigint from 1 in file order, no gaps) and the columns as text. An empty field is null. Engines may copy the file into a
   * table of this work, or read it when the statement runs: it must stay until then.
   */
  textRelation(file: TextFile): Promise<string>;
  /**
   * The same of a Parquet file: every value as exact text. Decimals without the zeros beyond four decimals, timestamps as
   * UTC without an offset, with as many digits of a second as they have. Read in the file's row groups, never as a whole.
   */
  parquetRelation(file: ParquetFile): Promise<string>;
}

/** A name that one holder has, of all that use the database. */
export interface Hold {
  /** False once it was lost, as with the connection that kept it. */
  isHeld(): Promise<boolean>;
  /** Safe to call twice, and after it was lost. */
  release(): Promise<void>;
}

export interface Warehouse extends Statements, Atomic {
  readonly dialect: Dialect;
  /** Rows in pages; the result is never held whole. Other statements may run meanwhile. */
  pages(sql: string, parameters: readonly Cell[], pageRows: number): AsyncIterable<readonly Row[]>;
  /**
   * Runs `work` with tables of its own: temporary ones where the engine has them, else ones that expire should nobody
   * drop them. A database that is open for reading has them, too. Not nested.
   */
  scratch<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result>;
  /** The columns of a relation, named as dbt quotes it, in order. `ConfigError` `relation_missing`. */
  describe(relation: string): Promise<readonly Column[]>;
  /** The relation's columns in order; none when it does not exist. */
  columns(schema: string, name: string): Promise<readonly Column[]>;
  /**
   * The columns of a Parquet file, in order, and its rows, from its end alone. A time of day is `text`, nested and binary
   * columns are `other`. `ContractError` for a file that cannot be read.
   */
  describeParquet(path: string): Promise<{ readonly columns: readonly Column[]; readonly rows: number }>;
  /** True when the relation can be read now. */
  hasRelation(schema: string, name: string): Promise<boolean>;
  /** Makes the schema where it is missing. One that an administrator made needs no right to make any. */
  ensureSchema(schema: string): Promise<void>;
  /** Undefined: somebody else holds the name. Lost at the latest when the process that holds it ends. */
  hold(name: string): Promise<Hold | undefined>;
  close(): Promise<void>;
}
