/** A statement's text and its values, collected in the order in which the text names them. */
import { InvariantError } from "../../domain/errors.ts";
import type { ColumnType, Dialect } from "../../warehouse/dialect.ts";
import type { Cell, Statement } from "../../warehouse/warehouse.ts";

export type { Statement } from "../../warehouse/warehouse.ts";

/** A limit stands in the text: BigQuery takes a number there, or a bare parameter, but no cast of one. */
export function limitOf(rows: number): string {
  if (!Number.isSafeInteger(rows) || rows < 0)
    throw new InvariantError("statement_limit", "A limit of rows that is no whole number came to a statement.");
  return String(rows);
}

/** Each method takes a value and gives the placeholder that stands for it, with its type. */
export class Parameters {
  readonly #dialect: Dialect;
  readonly #cells: Cell[] = [];

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  bigint(value: number | null): string {
    return `cast(${this.#next(value)} as ${this.#dialect.types.bigint})`;
  }

  text(value: string | null): string {
    return `cast(${this.#next(value)} as ${this.#dialect.types.text})`;
  }

  boolean(value: boolean): string {
    return `cast(${this.#next(value)} as ${this.#dialect.types.boolean})`;
  }

  json(value: unknown): string {
    return `cast(${this.#next(value === null ? null : JSON.stringify(value))} as ${this.#dialect.types.json})`;
  }

  /** A table expression; the records' keys are `columns`. */
  records(columns: Readonly<Record<string, ColumnType>>, records: readonly Readonly<Record<string, Cell>>[]): string {
    return this.#dialect.records(this.#next(JSON.stringify(records)), columns);
  }

  statement(text: string): Statement {
    return { text, parameters: [...this.#cells] };
  }

  #next(value: Cell): string {
    this.#cells.push(value);
    return this.#dialect.placeholder(this.#cells.length);
  }
}
