/** Reads a Parquet file inside the statement that uses it. The reader is part of DuckDB 1.5.6: nothing is installed. */
import { ContractError } from "../../domain/errors.ts";
import type { Column, ParquetFile, Statements } from "../warehouse.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";
import { readColumn } from "./read-column.ts";

/** DuckDB's own name for the row's number, from 0; it does not depend on the order in which groups are read. */
const ROW_NUMBER = "file_row_number";

export function parquetRelation({ path, columns }: ParquetFile): string {
  const cells = columns.map((column) => `${textOf(column)} as ${duckDbDialect.quote(column.as)}`);
  return `(select ${[`${ROW_NUMBER} + 1 as _record_no`, ...cells].join(", ")}
    from read_parquet(${duckDbDialect.literal(path)}, file_row_number = true))`;
}

export async function describeParquet(
  statements: Statements,
  path: string,
): Promise<{ readonly columns: readonly Column[]; readonly rows: number }> {
  const rows = await statements.rows(
    `select column_name, column_type from (describe select * from read_parquet(${duckDbDialect.literal(path)}))`,
  );
  if (rows.some((row) => row["column_name"] === ROW_NUMBER))
    throw new ContractError("parquet_column", `A Parquet file has a column ${ROW_NUMBER}, which DuckDB makes itself.`);
  const [counted] = await statements.rows(
    `select num_rows as records from parquet_file_metadata(${duckDbDialect.literal(path)})`,
  );
  const columns = rows.map((row) => describeColumn(String(row["column_name"]), String(row["column_type"])));
  return { columns, rows: Number(counted?.["records"]) };
}

function describeColumn(name: string, engineType: string): Column {
  if (/^TIMESTAMP_(?:S|MS|NS)$/u.test(engineType)) return { name, type: "timestamp", scale: null, engineType };
  if (/^TIME(?:_NS| WITH TIME ZONE)?$/u.test(engineType)) return { name, type: "text", scale: null, engineType };
  return readColumn(name, engineType);
}

/** A cast of TIMESTAMP WITH TIME ZONE would show the session's own zone. */
function textOf({ name, engineType, scale }: Column): string {
  const column = duckDbDialect.quote(name);
  const text = `cast(${column} as varchar)`;
  if (engineType === "TIMESTAMP WITH TIME ZONE") return `cast(make_timestamp(epoch_us(${column})) as varchar)`;
  if (engineType === "TIMESTAMP_NS") return `regexp_replace(${text}, '([.][0-9]{6})000$', '\\1')`;
  if (scale !== null && scale > 4) return `regexp_replace(${text}, '([.][0-9]{4}[0-9]*?)0+$', '\\1')`;
  return text;
}
