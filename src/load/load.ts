/** Raw files into raw tables: all of them or nothing, each event once. */
import { join } from "node:path";
import type { Transaction, Warehouse } from "../warehouse/warehouse.ts";
import { checkRows, malformedProblems, type FileProblems } from "./check-rows.ts";
import { ensureRawTables } from "./ensure-raw-tables.ts";
import { findFiles } from "./find-files.ts";
import type { InspectedFile } from "./inspected-file.ts";
import type { LoadOptions } from "./load-options.ts";
import { LoadRefusedError } from "./load-refused-error.ts";
import { prepareFiles } from "./prepare-files.ts";
import { rawTables, type TableName } from "./raw-tables.ts";
import { rewriteRecords } from "./rewrite-records.ts";
import { stageFile, type StagedFile } from "./stage-file.ts";
import { storeCustomers } from "./store-customers.ts";
import { storeEvents, type Stored } from "./store-events.ts";
import { withTemporaryDirectory } from "./temporary-directory.ts";

export interface TableLoad extends Stored {
  readonly table: TableName;
  /** As named on the command line; null when there was none. */
  readonly file: string | null;
  /** Rows in the file = loaded + known + conflicts. */
  readonly rows: number;
  /** Customers only, part of `loaded`: whose earlier row gave way. */
  readonly replaced: number;
  /** Columns of the file that the raw table does not name, kept as text. */
  readonly furtherColumns: readonly string[];
}

export interface LoadResult {
  /** Always four: customers, loyalty_status, charges, returns. */
  readonly tables: readonly TableLoad[];
  /** Names in a directory that were left alone. */
  readonly ignored: readonly string[];
  /** What to tell the operator about conflicts; null when there are none. */
  readonly conflictAdvice: string | null;
}

/**
 * `paths` are files named after raw tables, or directories that hold such. Everything happens in one transaction.
 * `LoadRefusedError` lists what is wrong with the files. Costs three passes over each file, memory independent of its
 * size, and for a compressed file its unpacked size in the temporary directory.
 */
export async function load(warehouse: Warehouse, paths: readonly string[], options: LoadOptions): Promise<LoadResult> {
  const found = await findFiles(paths);
  if (found.problems.length > 0) throw new LoadRefusedError(found.problems);
  return withTemporaryDirectory(Date.parse(options.loadedAt), async (directory) => {
    const files = await prepareFiles(found.files, directory, options);
    const stored = await warehouse.transaction(async (transaction) => {
      const result = await loadFiles(warehouse, transaction, files, directory, options);
      options.signal?.throwIfAborted();
      options.onProgress?.({ step: "committing", file: null, bytes: 0, bytesTotal: 0 });
      return result;
    });
    const tables = rawTables.map((table) => tableLoad(table.name, files, stored));
    const hasConflicts = tables.some((table) => table.conflicts > 0);
    return { tables, ignored: found.ignored, conflictAdvice: hasConflicts ? CONFLICT_ADVICE : null };
  });
}

const CONFLICT_ADVICE =
  "An event that is known came again with other content: the first stays, the other is in raw.conflicts. " +
  "An event is never changed. To correct an amount, add a return that names the order, or a new event with an id of its own.";

async function loadFiles(
  warehouse: Warehouse,
  transaction: Transaction,
  files: readonly InspectedFile[],
  directory: string,
  options: LoadOptions,
): Promise<ReadonlyMap<TableName, Stored>> {
  const { dialect } = warehouse;
  const staged: { readonly file: InspectedFile; readonly rows: StagedFile }[] = [];
  const refused: FileProblems[] = [];
  for (const file of files) {
    announce("reading", file, options);
    if (file.countMalformed > file.malformed.length) {
      refused.push({ problems: malformedProblems(file), count: file.countMalformed });
      continue;
    }
    const rows = await stageFile(transaction, dialect, file, await readablePath(file, directory));
    staged.push({ file, rows });
    refused.push(await checkRows(transaction, dialect, file, rows));
  }
  const count = refused.reduce((sum, problems) => sum + problems.count, 0);
  if (count > 0)
    throw new LoadRefusedError(
      refused.flatMap((problems) => problems.problems),
      count,
    );
  await ensureRawTables(
    transaction,
    dialect,
    new Map(files.map((file) => [file.source.table.name, file.furtherColumns])),
  );
  const stored = new Map<TableName, Stored>();
  for (const { file, rows } of staged) {
    announce("storing", file, options);
    const { table } = file.source;
    const store = table.key === "customer_id" ? storeCustomers : storeEvents;
    stored.set(table.name, await store(transaction, dialect, file, rows.relation, options.loadedAt));
    await transaction.run(`drop table ${rows.relation}`);
  }
  return stored;
}

async function readablePath(file: InspectedFile, directory: string): Promise<string> {
  if (file.countMalformed === 0 && !file.hasMixedLineEnds) return file.path;
  const path = join(directory, `${file.source.table.name}.rewritten.csv`);
  await rewriteRecords(file, path);
  return path;
}

function announce(step: "reading" | "storing", file: InspectedFile, { onProgress, signal }: LoadOptions): void {
  signal?.throwIfAborted();
  onProgress?.({ step, file: file.source.path, bytes: 0, bytesTotal: 0 });
}

function tableLoad(
  table: TableName,
  files: readonly InspectedFile[],
  stored: ReadonlyMap<TableName, Stored>,
): TableLoad {
  const file = files.find((candidate) => candidate.source.table.name === table);
  return {
    table,
    file: file?.source.path ?? null,
    rows: file?.records ?? 0,
    ...(stored.get(table) ?? { loaded: 0, replaced: 0, known: 0, conflicts: 0 }),
    furtherColumns: file?.furtherColumns ?? [],
  };
}
