/** Brings a file's rows into a table by a load job, as a stream. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BigQuery, Job } from "@google-cloud/bigquery";
import { quoteFields } from "../kit/quote-fields.ts";
import type { ParquetReader } from "../parquet-reader.ts";
import type { ParquetFile, TextFile } from "../warehouse.ts";
import { bigQueryDialect } from "./bigquery-dialect.ts";
import type { BigQueryOptions } from "./bigquery-options.ts";
import { partsOf } from "./datasets.ts";
import type { Jobs } from "./jobs.ts";
import { numberRecords } from "./number-records.ts";
import { translateError } from "./translate-error.ts";

export interface Loading {
  readonly client: BigQuery;
  readonly jobs: Jobs;
  readonly options: BigQueryOptions;
  /** `dataset` or `project.dataset`. */
  readonly schema: string;
}

const NUMBER = "_record_no";

const quote = (name: string): string => bigQueryDialect.quote(name);

export function loadText(loading: Loading, name: string, { path, columns }: TextFile): Promise<string> {
  return loadCsv(loading, name, columns, quoteFields(createReadStream(path)));
}

export function loadParquet(loading: Loading, reader: ParquetReader, name: string, file: ParquetFile): Promise<string> {
  const columns = file.columns.map((column) => column.as);
  return loadCsv(loading, name, columns, withHeader(columns, reader.csv(file)));
}

/** As a text has one. */
async function* withHeader(columns: readonly string[], rows: AsyncIterable<string>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(",")}\n`);
  for await (const text of rows) yield Buffer.from(text);
}

/**
 * Fills the new table `name`; gives what to read from it. A load job tells no empty text from none, so an empty text is null.
 * A file of a stream is sent once: where the answer is lost the load fails, and nobody has seen its table.
 */
async function loadCsv(
  { client, jobs, options, schema }: Loading,
  name: string,
  columns: readonly string[],
  csv: AsyncIterable<Buffer>,
): Promise<string> {
  const { name: dataset, schema: project } = partsOf(schema);
  const stream = client
    .dataset(dataset, project === "" ? {} : { projectId: project })
    .table(name)
    .createWriteStream({
      jobId: jobs.newId(),
      sourceFormat: "CSV",
      encoding: "UTF-8",
      skipLeadingRows: 1,
      allowQuotedNewlines: true,
      preserveAsciiControlCharacters: true,
      writeDisposition: "WRITE_EMPTY",
      ...(options.location === null ? {} : { location: options.location }),
      schema: {
        fields: [{ name: NUMBER, type: "INTEGER" }, ...columns.map((column) => ({ name: column, type: "STRING" }))],
      },
    });
  const begun = new Promise<Job>((resolve) => {
    stream.once("job", resolve);
  });
  try {
    await pipeline(Readable.from(numberRecords(csv)), stream);
    await jobs.finish(await begun, options.jobTimeoutMs);
  } catch (error) {
    throw translateError(error);
  }
  const cells = columns.map((column) => `nullif(${quote(column)}, '') as ${quote(column)}`);
  return `(select ${[NUMBER, ...cells].join(", ")} from ${quote(schema)}.${quote(name)})`;
}
