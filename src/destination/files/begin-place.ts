/** The first file of a place's folder: nobody is there yet. */
import { join } from "node:path";
import type { PlaceSpec } from "../../domain/place.ts";
import { columnsOf } from "./columns.ts";
import { nobody } from "./fold-rows.ts";
import { COMING, readNewest, stageAll, type Writing } from "./folder.ts";
import { manifestOf } from "./manifest-of.ts";
import type { FilesOptions } from "./options.ts";
import { folderOfAnother } from "./place-errors.ts";
import { writeStatement } from "./table-text.ts";
import { withTables } from "./tables.ts";
import { snapshotName } from "./write-snapshot.ts";

export interface Beginning extends Writing {
  readonly options: FilesOptions;
}

/**
 * An empty snapshot; for changes a manifest without a file. Numbers go on where an earlier life of the folder ended.
 * `ConfigError` `folder_of_another`.
 */
export async function beginPlace(beginning: Beginning, place: PlaceSpec): Promise<void> {
  const { options, directory } = beginning;
  const newest = await readNewest(beginning);
  if (newest !== undefined && newest.target !== options.target) throw folderOfAnother(beginning.folder, newest.target);
  const columns = columnsOf(place.kind, options.content, options.properties);
  const name = snapshotName(options.format);
  const path = options.content === "snapshot" ? join(directory, name) : null;
  if (path !== null)
    await withTables(directory, async (tables) => {
      await tables.run(writeStatement(nobody(columns), columns, options.format, path));
    });
  const sequence = newest?.sequence ?? 0;
  const manifest = await manifestOf(
    { options, place: { ...place, takenAtMs: null }, columns, sequence, op: null, batch: "" },
    path === null ? null : { name, path, rows: 0 },
  );
  const staged = await stageAll(beginning, path, manifest);
  try {
    for (const one of staged) await one.commit();
  } finally {
    for (const one of staged) await one.discard();
  }
  await beginning.store.remove(`${beginning.folder}/${COMING}`);
}
