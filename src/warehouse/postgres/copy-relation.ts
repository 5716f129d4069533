/** Brings a file's rows to the server by COPY, as a stream, into a temporary table. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import type { ParquetReader } from "../parquet-reader.ts";
import type { ParquetFile, Statements, TextFile } from "../warehouse.ts";
import { orItsEnd } from "./connection-end.ts";
import type { PostgresDriver } from "./load-driver.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { quoteFields } from "../kit/quote-fields.ts";
import { translateError } from "./translate-error.ts";

const quote = (name: string): string => postgresDialect.quote(name);

export interface Copying {
  readonly client: Client;
  readonly driver: PostgresDriver;
  readonly statements: Statements;
  /** Of the table, qualified. */
  readonly name: string;
}

/** COPY reads a quoted empty field as an empty text unless it is told not to. */
export async function copyText(copying: Copying, { path, columns }: TextFile): Promise<string> {
  const names = columns.map(quote).join(", ");
  await copy(
    copying,
    columns,
    Readable.from(quoteFields(createReadStream(path))),
    `header true, force_null (${names})`,
  );
  return copying.name;
}

export async function copyParquet(copying: Copying, reader: ParquetReader, file: ParquetFile): Promise<string> {
  const columns = file.columns.map((column) => column.as);
  await copy(copying, columns, Readable.from(reader.csv(file)), "header false");
  return copying.name;
}

async function copy(
  { client, driver, statements, name }: Copying,
  columns: readonly string[],
  bytes: Readable,
  options: string,
): Promise<void> {
  const definitions = columns.map((column) => `${quote(column)} text`).join(", ");
  await statements.run(
    `create temporary table ${name} (_record_no bigint generated always as identity, ${definitions})`,
  );
  const stream = driver.copyFrom(
    `copy ${name} (${columns.map(quote).join(", ")}) from stdin (format csv, encoding 'UTF8', ${options})`,
  );
  try {
    await orItsEnd(client, pipeline(bytes, client.query(stream)));
  } catch (error) {
    // The pipeline closes what it reads from only once the server has answered.
    bytes.destroy();
    throw translateError(error);
  }
}
