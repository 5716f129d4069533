/**
 * Tables of one piece of work. A temporary table of BigQuery ends with its script, so these are plain ones with names of
 * their own, which expire within a day should nobody drop them.
 */
import type { ParquetReader } from "../parquet-reader.ts";
import type { Atomic, Estimating, Scratch, Statements } from "../warehouse.ts";
import { bigQueryDialect } from "./bigquery-dialect.ts";
import { loadParquet, loadText, type Loading } from "./load-file.ts";

export interface ScratchParts extends Atomic, Estimating {
  readonly statements: Statements;
  readonly loading: Loading;
  readonly parquet: ParquetReader;
  /** Makes the dataset where it is missing. */
  ensureSchema(): Promise<void>;
  /** Tells these tables from those of others. */
  readonly id: string;
}

export async function withScratch<Result>(
  parts: ScratchParts,
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const { statements, loading, parquet } = parts;
  const kept: string[] = [];
  const quote = (name: string): string => `${bigQueryDialect.quote(loading.schema)}.${bigQueryDialect.quote(name)}`;
  /** The name of a new table. */
  const own = async (name: string): Promise<string> => {
    if (kept.length === 0) await parts.ensureSchema();
    const table = `scratch_${parts.id}_${kept.length}_${name}`;
    kept.push(quote(table));
    return table;
  };
  try {
    return await work({
      ...statements,
      atomically: (steps) => parts.atomically(steps),
      scannedBytes: (asked) => parts.scannedBytes(asked),
      keep: async (name, { text, parameters }) => {
        const table = quote(await own(name));
        const expiry = "options (expiration_timestamp = timestamp_add(current_timestamp(), interval 1 day))";
        await statements.run(`create table ${table}\n${expiry} as\n${text}`, parameters);
        return table;
      },
      textRelation: async (file) => loadText(loading, await own("file"), file),
      parquetRelation: async (file) => loadParquet(loading, parquet, await own("file"), file),
    });
  } finally {
    // What cannot be dropped expires.
    for (const table of kept) await statements.run(`drop table if exists ${table}`).catch(() => 0);
  }
}
