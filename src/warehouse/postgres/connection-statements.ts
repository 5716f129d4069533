/** Statements on one PostgreSQL connection that nobody else uses meanwhile. */
import type { Client, FieldDef } from "pg";
import type Cursor from "pg-cursor";
import { InvariantError } from "../../domain/errors.ts";
import type { Cell, Row, Statements } from "../warehouse.ts";
import { orItsEnd } from "./connection-end.ts";
import type { PostgresDriver } from "./load-driver.ts";
import { cellReader } from "./read-cells.ts";
import { translateError } from "./translate-error.ts";

const SMALL_RESULT_ROWS_MAX = 10_000;

/** Texts as the server writes them; a column's own reader turns them into cells. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

export function connectionStatements(client: Client, driver: PostgresDriver): Statements {
  return {
    run: async (sql, parameters = []) => {
      try {
        const result = await client.query({ text: sql, values: bindings(parameters), types: AS_TEXT });
        // `create table … as` counts the rows it stores, as a SELECT.
        return result.command === "SELECT" ? 0 : (result.rowCount ?? 0);
      } catch (error) {
        throw translateError(error);
      }
    },
    rows: async (sql, parameters = []) => {
      const rows: Row[] = [];
      for await (const page of readPages(client, driver, sql, parameters, SMALL_RESULT_ROWS_MAX + 1)) {
        if (page.length > SMALL_RESULT_ROWS_MAX)
          throw new InvariantError("warehouse_rows", "A result that was to be small holds more than 10,000 rows.");
        rows.push(...page);
      }
      return rows;
    },
  };
}

/** Reads a result by a cursor of the protocol, `pageRows` rows at a time; the last page may be shorter. */
export async function* readPages(
  client: Client,
  { Cursor }: PostgresDriver,
  sql: string,
  parameters: readonly Cell[],
  pageRows: number,
): AsyncGenerator<readonly Row[]> {
  const config = { rowMode: "array", types: AS_TEXT } as const;
  const cursor = client.query(new Cursor<TextRow>(sql, bindings(parameters), config));
  let isFinished = false;
  try {
    for (;;) {
      const { rows, fields } = await orItsEnd(client, readCursor(cursor, pageRows));
      isFinished = rows.length < pageRows;
      if (rows.length > 0) yield toRows(rows, fields);
      if (isFinished) return;
    }
  } catch (error) {
    isFinished = true;
    throw translateError(error);
  } finally {
    // Left half-way it would hold the connection; one that is gone holds nothing.
    if (!isFinished) await orItsEnd(client, cursor.close()).catch(() => undefined);
  }
}

type TextRow = readonly (string | null)[];

function readCursor(
  cursor: Cursor<TextRow>,
  count: number,
): Promise<{ readonly rows: readonly TextRow[]; readonly fields: readonly FieldDef[] }> {
  return new Promise((resolve, reject) => {
    // The package's types say that there always is an error.
    cursor.read(count, (error: Error | null | undefined, rows, result) => {
      if (error === null || error === undefined) resolve({ rows, fields: result.fields });
      else reject(error);
    });
  });
}

function toRows(texts: readonly TextRow[], fields: readonly FieldDef[]): readonly Row[] {
  const readers = fields.map(({ name, dataTypeID }) => ({ name, read: cellReader(name, dataTypeID) }));
  return texts.map((values) => {
    const row: Record<string, Cell> = {};
    for (const [index, { name, read }] of readers.entries()) row[name] = read(values[index] ?? null);
    return row;
  });
}

/** Sent as text; the statement says of which type each is. */
function bindings(parameters: readonly Cell[]): (string | null)[] {
  return parameters.map((cell) => {
    if (typeof cell === "number" && !Number.isSafeInteger(cell))
      throw new InvariantError("warehouse_parameter", "A number that is no safe integer was given to a statement.");
    return cell === null ? null : String(cell);
  });
}
