/** Raw files into raw tables: all of them or nothing, each event once. */
import { withTemporaryDirectory } from "../platform/temporary-directory.ts";
import type { Dialect } from "../warehouse/dialect.ts";
import type { Scratch, Warehouse } from "../warehouse/warehouse.ts";
import { checkRows, malformedProblems, type FileProblems } from "./check-rows.ts";
import { countQuarantined, type QuarantineCount } from "./count-quarantined.ts";
import { ensureRawTables } from "./ensure-raw-tables.ts";
import { findFiles } from "./find-files.ts";
import type { LoadOptions } from "./load-options.ts";
import { LoadRefusedError, PROBLEMS_SHOWN_MAX, type Problem } from "./load-refused-error.ts";
import { openFiles } from "./open-files.ts";
import { ensureQuarantine } from "./quarantine-table.ts";
import { quarantineRows, type Quarantined } from "./quarantine-rows.ts";
import { rawTables, type TableName } from "./raw-tables.ts";
import type { ReadableFile } from "./readable-file.ts";
import { stageFile, type StagedFile } from "./stage-file.ts";
import { storeCustomers } from "./store-customers.ts";
import { storeEvents } from "./store-events.ts";
import type { Stored, Storing } from "./storing.ts";

export interface TableLoad extends Stored {
  readonly table: TableName;
  /** As named on the command line; null when there was none. */
  readonly file: string | null;
  /** Rows in the file = loaded + known + conflicts + quarantined. */
  readonly rows: number;
  /** Rows that could not be loaded and are kept in `raw.quarantine`. */
  readonly quarantined: number;
  /** Customers only, part of `loaded`: whose earlier row gave way. */
  readonly replaced: number;
  /** Columns of the file that the raw table does not name, kept as text. */
  readonly furtherColumns: readonly string[];
}

/** What a load with `quarantineId` kept. */
export interface QuarantineReport {
  readonly id: string;
  /** Rows of this load's files that were not loaded. */
  readonly rows: number;
  /** Of them, those that were not kept before. */
  readonly added: number;
  /** All that is kept, from earlier loads too. */
  readonly kept: QuarantineCount;
  /** The first 20, masked. */
  readonly problems: readonly Problem[];
  readonly countMore: number;
}

export interface LoadResult {
  /** Always four: customers, loyalty_status, charges, returns. */
  readonly tables: readonly TableLoad[];
  /** Names in a directory that were left alone. */
  readonly ignored: readonly string[];
  /** What to tell the operator about conflicts; null when there are none. */
  readonly conflictAdvice: string | null;
  /** Null: not asked for. */
  readonly quarantine: QuarantineReport | null;
}

/**
 * `paths` are files named after raw tables, or directories that hold such. What they change is one transaction.
 * `LoadRefusedError` lists what is wrong with the files. Costs three passes over each file, memory independent of its
 * size, and for a compressed file its unpacked size in the temporary directory.
 */
export async function load(warehouse: Warehouse, paths: readonly string[], options: LoadOptions): Promise<LoadResult> {
  const found = await findFiles(paths);
  if (found.problems.length > 0) throw new LoadRefusedError(found.problems);
  return withTemporaryDirectory("load", Date.parse(options.loadedAt), async (directory) => {
    const files = await openFiles(warehouse, found.files, directory, options);
    const { stored, quarantine } = await warehouse.scratch((scratch) => loadFiles(warehouse, scratch, files, options));
    const tables = rawTables.map((table) => tableLoad(table.name, files, stored));
    const hasConflicts = tables.some((table) => table.conflicts > 0);
    return { tables, ignored: found.ignored, conflictAdvice: hasConflicts ? CONFLICT_ADVICE : null, quarantine };
  });
}

const CONFLICT_ADVICE =
  "An event that is known came again with other content: the first stays, the other is in raw.conflicts. " +
  "An event is never changed. To correct an amount, add a return that names the order, or a new event with an id of its own.";

interface Loaded {
  readonly stored: ReadonlyMap<TableName, StoredFile>;
  readonly quarantine: QuarantineReport | null;
}

type StoredFile = Stored & { readonly quarantined: number };

interface JudgedFile {
  readonly file: ReadableFile;
  readonly staged: StagedFile;
  readonly problems: FileProblems;
}

/** What a file's rows change, and how many of them cannot be loaded. */
interface FileStoring {
  readonly table: TableName;
  readonly storing: Storing;
  readonly bad: Quarantined | undefined;
}

async function loadFiles(
  warehouse: Warehouse,
  scratch: Scratch,
  files: readonly ReadableFile[],
  options: LoadOptions,
): Promise<Loaded> {
  const judged = await judgeFiles(warehouse.dialect, scratch, files, options);
  await ensureRawTables(warehouse, new Map(files.map((file) => [file.source.table.name, file.furtherColumns])));
  if (options.quarantineId !== undefined) await ensureQuarantine(warehouse);
  const storings: FileStoring[] = [];
  for (const one of judged) storings.push(await prepareStoring(warehouse, scratch, one, options));
  options.signal?.throwIfAborted();
  options.onProgress?.({ step: "committing", file: null, bytes: 0, bytesTotal: 0 });
  const parts = storings.map(({ storing, bad }) => [...(bad === undefined ? [] : [bad.step]), ...storing.steps]);
  const changed = [...((await scratch.atomically(parts.flat())) ?? [])];
  const stored = new Map<TableName, StoredFile>();
  let added = 0;
  for (const { table, storing, bad } of storings) {
    if (bad !== undefined) added += changed.shift() ?? 0;
    const result = await storing.tell(changed.splice(0, storing.steps.length));
    stored.set(table, { ...result, quarantined: bad?.rows ?? 0 });
  }
  return { stored, quarantine: await reportQuarantine(warehouse, judged, stored, added, options) };
}

/** `LoadRefusedError` unless every row can be loaded, or kept in the quarantine. */
async function judgeFiles(
  dialect: Dialect,
  scratch: Scratch,
  files: readonly ReadableFile[],
  options: LoadOptions,
): Promise<readonly JudgedFile[]> {
  const judged: JudgedFile[] = [];
  const refused: FileProblems[] = [];
  for (const file of files) {
    announce("reading", file, options);
    const untellable = untellableRows(file, options);
    if (untellable !== undefined) {
      refused.push(untellable);
      continue;
    }
    const staged = await stageFile(scratch, dialect, file);
    const problems = await checkRows(scratch, dialect, file, staged);
    judged.push({ file, staged, problems });
    if (options.quarantineId === undefined) refused.push(problems);
  }
  const count = sumOf(refused.map((problems) => problems.count));
  if (count === 0) return judged;
  throw new LoadRefusedError(
    refused.flatMap((problems) => problems.problems),
    count,
  );
}

async function prepareStoring(
  warehouse: Warehouse,
  scratch: Scratch,
  { file, staged: all, problems }: JudgedFile,
  options: LoadOptions,
): Promise<FileStoring> {
  announce("storing", file, options);
  const { dialect } = warehouse;
  const { loadedAt, quarantineId } = options;
  const bad =
    quarantineId === undefined || problems.count === 0
      ? undefined
      : await quarantineRows(scratch, dialect, file, all, { quarantineId, loadedAt });
  const staged = bad?.staged ?? all;
  const { table } = file.source;
  const storing =
    table.key === "customer_id"
      ? await storeCustomers(warehouse, scratch, file, staged, loadedAt)
      : await storeEvents(scratch, dialect, file, staged, loadedAt);
  return { table: table.name, storing, bad };
}

/** Malformed records that even a quarantine cannot take: it needs to know where each ends, and it is for odd ones. */
function untellableRows(file: ReadableFile, { quarantineId }: LoadOptions): FileProblems | undefined {
  if (file.countMalformed > file.malformed.length)
    return { problems: malformedProblems(file), count: file.countMalformed };
  if (quarantineId === undefined) return undefined;
  const unbounded = { ...file, malformed: file.malformed.filter(({ isBounded }) => !isBounded) };
  const count = unbounded.malformed.length;
  return count === 0 ? undefined : { problems: malformedProblems(unbounded), count };
}

async function reportQuarantine(
  warehouse: Warehouse,
  judged: readonly JudgedFile[],
  stored: Loaded["stored"],
  added: number,
  { quarantineId: id }: LoadOptions,
): Promise<QuarantineReport | null> {
  if (id === undefined) return null;
  const problems = judged.flatMap((one) => one.problems.problems).slice(0, PROBLEMS_SHOWN_MAX);
  return {
    id,
    rows: sumOf([...stored.values()].map(({ quarantined }) => quarantined)),
    added,
    kept: await countQuarantined(warehouse, warehouse.dialect),
    problems,
    countMore: sumOf(judged.map((one) => one.problems.count)) - problems.length,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function announce(step: "reading" | "storing", file: ReadableFile, { onProgress, signal }: LoadOptions): void {
  signal?.throwIfAborted();
  onProgress?.({ step, file: file.source.path, bytes: 0, bytesTotal: 0 });
}

function tableLoad(
  table: TableName,
  files: readonly ReadableFile[],
  stored: ReadonlyMap<TableName, StoredFile>,
): TableLoad {
  const file = files.find((candidate) => candidate.source.table.name === table);
  return {
    table,
    file: file?.source.path ?? null,
    rows: file?.records ?? 0,
    ...(stored.get(table) ?? { loaded: 0, replaced: 0, known: 0, conflicts: 0, quarantined: 0 }),
    furtherColumns: file?.furtherColumns ?? [],
  };
}
