/** Where engines differ, as data. Statement builders ask the dialect; nobody else asks which engine runs. */

/** Types of our own columns. */
export type ColumnType = "text" | "bigint" | "boolean" | "timestamp" | "json";

export interface Dialect {
  readonly name: "duckdb" | "postgres" | "bigquery";
  /** `"name"`, with quotes inside doubled. */
  quote(identifier: string): string;
  /** A relation in a schema that a connection's own database holds. Both names are plain words. */
  relation(schema: string, name: string): string;
  /** `'text'`, a text literal with quotes inside doubled. For values that cannot be parameters, as in DDL. */
  literal(text: string): string;
  /** The nth positional parameter, from 1. */
  placeholder(position: number): string;
  /** An expression for the md5 of a text expression, as 32 lower-case hexadecimal digits. */
  md5(textExpression: string): string;
  /**
   * An expression for the FNV-1a hash, 32 bits, of a text expression's UTF-16 code units, as bigint from 0 to 2^32 − 1;
   * NULL for NULL.
   */
  fnv1a(textExpression: string): string;
  /** An expression for a text without the white space around it, as `String.prototype.trim` has it. */
  trim(textExpression: string): string;
  /** An expression for a timestamp as epoch microseconds, bigint. */
  epochMicros(timestampExpression: string): string;
  /** True when the whole of a text expression matches `pattern`: literals, `[...]`, `(...)`, `|`, `?`, `{n,m}`, no `\d`. */
  matches(textExpression: string, pattern: string): string;
  /**
   * A UTC timestamp from ISO 8601 text with a time of day to minutes, seconds or microseconds, `T` or a blank between,
   * and `Z`, an offset or nothing (UTC) at the end; null when there is no such day. Text of another form: undefined.
   */
  instant(textExpression: string): string;
  /** An expression for a timestamp as whole epoch milliseconds, bigint. */
  epochMillis(timestampExpression: string): string;
  /** An expression for the text of a JSON object with these keys, in this order, and text expressions as values. */
  jsonObject(values: Readonly<Record<string, string>>): string;
  /** An expression for the month of a timestamp, as `YYYY-MM`. */
  month(timestampExpression: string): string;
  /** An aggregate: the smallest value that this share (a decimal literal) of the values does not exceed; null of none. */
  quantile(expression: string, share: string): string;
  /**
   * A table expression over a parameter that holds a JSON array of objects with these columns, in this order. It lets
   * one statement of a fixed text take any number of rows.
   */
  records(parameter: string, columns: Readonly<Record<string, ColumnType>>): string;
  /** An expression for a JSON array of these text, integer and boolean expressions, as text. */
  jsonArray(expressions: readonly string[]): string;
  /** An expression for a decimal with this many places as text with two, rounded down or up, exactly: `-0.01`. */
  cents(expression: string, scale: number, round: "floor" | "ceil"): string;
  /** The text of a decimal has every place of its scale: `0.5000` for decimal(18,4). */
  readonly isScaleShown: boolean;
  /** Statements that let a few rows of a large table be found by these columns; none where the engine needs none. */
  index(table: string, name: string, columns: readonly string[]): readonly string[];
  /**
   * How a table is stored so that a few rows of it are found by these columns: `clause` stands behind the columns of a
   * `create table`, or before its query, and `order` ends the query. `numbered`: a column of plan numbers, by whose ranges
   * old rows are told from new ones.
   */
  storedBy(columns: readonly string[], numbered?: string): { readonly clause: string; readonly order: string };
  /** A statement after which a table goes by itself, so many days from now; null where nothing goes by itself. */
  expire(table: string, days: number): string | null;
  /**
   * Ends a `select` of rows that nobody may change until the transaction ends; whoever changes them at this moment is
   * waited for, and what they wrote is what is read. Empty where transactions cannot pass each other. Null where nothing
   * locks a row: there a transaction that must not be passed changes the row, so that one of the two is refused.
   */
  readonly rowLock: "" | " for update" | null;
  /** A statement that gives a column another type, with a value from `expression`; null where columns keep theirs. */
  retype(table: string, column: string, type: string, expression: string): string | null;
  readonly types: Readonly<Record<ColumnType, string>>;
  /** The type of amounts, with 4 decimals: of a column, and as a cast names it. */
  readonly amount: { readonly column: string; readonly cast: string };
}
