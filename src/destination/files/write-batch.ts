/** One batch as one file, or folded into the place's snapshot. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Change } from "../../domain/change.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { Batch } from "../destination.ts";
import { columnsOf, type FileColumn } from "./columns.ts";
import { fileFacts } from "./file-facts.ts";
import { changesQuery, snapshotQuery, type BatchRows } from "./fold-batch.ts";
import { checkUnchanged, COMING, fetchSnapshot, numberOf, readNewest, stageAll, type Writing } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import type { FilesOptions } from "./options.ts";
import { contentChanged, folderOfAnother, manifestMissing, takenElsewhere } from "./place-errors.ts";
import type { StagedFile } from "./store.ts";
import { writeStatement, type FileFormat } from "./table-text.ts";
import { withTables } from "./tables.ts";

/** What is ready to be committed; null: the files say it already. */
export type Prepared = { readonly staged: readonly StagedFile[]; readonly outdated: readonly string[] } | null;

export interface Preparing extends Writing {
  readonly options: FilesOptions;
  readonly batch: Batch;
  /** Those of the batch's changes that can be written. */
  readonly rows: readonly Change[];
  /** This run has written here before. */
  readonly isOurs: boolean;
}

/** `ConfigError` when what lies there cannot be gone on from. */
export async function prepare(preparing: Preparing): Promise<Prepared> {
  const { options, batch, folder } = preparing;
  const newest = await readNewest(preparing);
  if (newest !== undefined && newest.target !== options.target) throw folderOfAnother(folder, newest.target);
  const isAnew = beginsAnew(preparing);
  if (!isAnew && isOfAnotherLife(preparing, newest)) throw takenElsewhere(folder);
  if (newest === undefined && !isAnew) throw manifestMissing(folder);
  if (newest !== undefined && !isAnew && newest.content !== options.content)
    throw contentChanged(folder, newest.content, options.content);
  const known: Known = { newest, isAnew, id: batchId(batch, preparing.rows) };
  return options.content === "changes"
    ? await prepareChanges(preparing, known)
    : await prepareSnapshot(preparing, known);
}

interface Known {
  readonly newest: Manifest | undefined;
  /** Whatever lies there is of an earlier life of the place, and nobody of it is ours. */
  readonly isAnew: boolean;
  readonly id: string;
}

/**
 * A place that was given up, or whose state was lost, is taken once more: its files begin anew. In its first run it has no
 * time of taking yet.
 */
function beginsAnew({ batch, isOurs }: Preparing): boolean {
  return !isOurs && batch.place.takenAtMs === null;
}

/**
 * Taking a place leaves a manifest without a time, so one with another time than ours is of a state that took the place
 * after us, or wrote what we then took. A manifest of a first run tells no time.
 */
function isOfAnotherLife({ batch, isOurs }: Preparing, newest: Manifest | undefined): boolean {
  return !isOurs && newest !== undefined && newest.taken !== null && newest.taken !== batch.place.takenAtMs;
}

async function prepareChanges(preparing: Preparing, { newest, isAnew, id }: Known): Promise<Prepared> {
  const { options, batch, rows, directory } = preparing;
  if (newest !== undefined && newest.batch === id && !isAnew) {
    await checkUnchanged(preparing, newest);
    return null;
  }
  const sequence = (newest?.sequence ?? 0) + 1;
  const name = `${numberOf(sequence)}-${batch.op}.${options.format}`;
  const path = join(directory, name);
  const batchRows = rowsOf(preparing);
  await withTables(directory, async (tables) => {
    const query = await changesQuery(tables, batchRows);
    await tables.run(writeStatement(query, batchRows.columns, options.format, path));
  });
  const manifest = await manifestOf(preparing, {
    sequence,
    id,
    rows: rows.length,
    name,
    path,
    columns: batchRows.columns,
  });
  return { staged: await stageAll(preparing, path, manifest), outdated: [] };
}

async function prepareSnapshot(preparing: Preparing, { newest, isAnew, id }: Known): Promise<Prepared> {
  const { options, directory, folder } = preparing;
  const found = newest === undefined || isAnew ? undefined : await fetchSnapshot(preparing, newest);
  const coming = `${folder}/${COMING}`;
  const name = snapshotName(options.format);
  const path = join(directory, `new-${name}`);
  const batchRows = rowsOf(preparing);
  const rows = await withTables(directory, async (tables) => {
    const folded = await snapshotQuery(tables, batchRows, found?.before ?? null);
    if (folded === undefined) return null;
    await tables.run(writeStatement(folded.query, batchRows.columns, options.format, path));
    return folded.rows;
  });
  // A run that ended before the manifest left a snapshot that only needs to be told of.
  if (rows === null && found !== undefined)
    return found.manifest === newest
      ? null
      : { staged: await stageAll(preparing, null, found.manifest), outdated: [coming] };
  const sequence = (found?.manifest ?? newest)?.sequence ?? 0;
  const manifest = await manifestOf(preparing, {
    sequence: sequence + 1,
    id,
    rows: rows ?? 0,
    name,
    path,
    columns: batchRows.columns,
  });
  const before = newest?.file?.name;
  return {
    staged: await stageAll(preparing, path, manifest),
    outdated: [coming, ...(before === undefined || before === name ? [] : [`${folder}/${before}`])],
  };
}

function rowsOf({ options, batch, rows }: Preparing): BatchRows {
  const columns = columnsOf(batch.place.kind, options.content, options.properties);
  return { batch, rows, atMs: options.clock.nowMs(), columns };
}

export function snapshotName(format: FileFormat): string {
  return `snapshot.${format}`;
}

interface Written {
  readonly sequence: number;
  readonly id: string;
  readonly rows: number;
  readonly name: string;
  readonly path: string;
  readonly columns: readonly FileColumn[];
}

async function manifestOf({ options, batch }: Preparing, written: Written): Promise<Manifest> {
  const { place, op } = batch;
  return {
    version: 1,
    sync: options.sync,
    target: options.target,
    place: place.name,
    audience: place.audience,
    content: options.content,
    format: options.format,
    sequence: written.sequence,
    operation: op,
    rows: written.rows,
    at: isoInstant(options.clock.nowMs()),
    columns: [...written.columns],
    taken: place.takenAtMs,
    batch: written.id,
    file: { name: written.name, ...(await fileFacts(written.path)) },
  };
}

/** The same operation about the same people with the same values has the same name, whichever plan it stands in. */
function batchId({ op, place }: Batch, rows: readonly Change[]): string {
  const said = rows
    .map(({ memberKey, address, properties }) => {
      const names = Object.keys(properties).toSorted();
      return JSON.stringify([memberKey, address, names.map((name) => [name, properties[name]])]);
    })
    .toSorted();
  return createHash("sha256")
    .update(JSON.stringify([op, place.kind, place.name, said]))
    .digest("hex");
}
