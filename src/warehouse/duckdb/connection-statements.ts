/** Statements on one DuckDB connection that nobody else uses meanwhile. */
import {
  BIGINT,
  BOOLEAN,
  SQLNULL,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { InvariantError } from "../../domain/errors.ts";
import type { Cell, Row, Statements } from "../warehouse.ts";
import { cellReader } from "./read-cells.ts";
import { translateError } from "./translate-error.ts";

const SMALL_RESULT_ROWS_MAX = 10_000;

export function connectionStatements(connection: DuckDBConnection): Statements {
  return {
    run: async (sql, parameters = []) => {
      try {
        const result = await connection.run(sql, ...bindings(parameters));
        return result.rowsChanged;
      } catch (error) {
        throw translateError(error);
      }
    },
    rows: async (sql, parameters = []) => {
      const rows: Row[] = [];
      for await (const page of readPages(connection, sql, parameters, SMALL_RESULT_ROWS_MAX + 1)) {
        if (page.length > SMALL_RESULT_ROWS_MAX)
          throw new InvariantError("warehouse_rows", "A result that was to be small holds more than 10,000 rows.");
        rows.push(...page);
      }
      return rows;
    },
  };
}

/** Streams a result in pages of `pageRows` rows; the last one may be shorter. */
export async function* readPages(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly Cell[],
  pageRows: number,
): AsyncGenerator<readonly Row[]> {
  try {
    const result = await connection.stream(sql, ...bindings(parameters));
    let page: Row[] = [];
    for await (const rows of readChunks(result)) {
      for (const row of rows) {
        page.push(row);
        if (page.length < pageRows) continue;
        yield page;
        page = [];
      }
    }
    if (page.length > 0) yield page;
  } catch (error) {
    throw translateError(error);
  }
}

async function* readChunks(result: DuckDBResult): AsyncGenerator<readonly Row[]> {
  const names = result.columnNames();
  const readers = result.columnTypes().map((type, index) => cellReader(names[index] ?? "", type));
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const rows = Array.from({ length: chunk.rowCount }, (): Record<string, Cell> => ({}));
    for (const [index, values] of chunk.getColumns().entries()) {
      const name = names[index] ?? "";
      const read = readers[index];
      for (const [position, row] of rows.entries()) row[name] = read?.(values[position] ?? null) ?? null;
    }
    yield rows;
  }
}

/** Types are always given: an untyped number would become a DOUBLE. */
function bindings(parameters: readonly Cell[]): [DuckDBValue[], DuckDBType[]] {
  return [
    parameters.map((cell) => (typeof cell === "number" ? exactInteger(cell) : cell)),
    parameters.map((cell) => {
      if (cell === null) return SQLNULL;
      if (typeof cell === "boolean") return BOOLEAN;
      return typeof cell === "number" ? BIGINT : VARCHAR;
    }),
  ];
}

function exactInteger(value: number): bigint {
  if (!Number.isSafeInteger(value))
    throw new InvariantError("warehouse_parameter", "A number that is no safe integer was given to a statement.");
  return BigInt(value);
}
