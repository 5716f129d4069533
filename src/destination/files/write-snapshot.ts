/** What was gathered for a place, folded into its snapshot. */
import { join } from "node:path";
import { columnsOf } from "./columns.ts";
import { NOTHING, type Prepared } from "./commit-files.ts";
import { snapshotQuery } from "./fold-rows.ts";
import { COMING, fetchSnapshot, stageAll } from "./folder.ts";
import type { GatheredPlace } from "./gathering.ts";
import { lookAtFolder, type PlaceWriting } from "./look-at-folder.ts";
import { manifestOf } from "./manifest-of.ts";
import { writeStatement, type FileFormat } from "./table-text.ts";
import type { Tables } from "./tables.ts";

export function snapshotName(format: FileFormat): string {
  return `snapshot.${format}`;
}

/** `ConfigError` when what lies there cannot be gone on from. */
export async function prepareSnapshot(
  writing: PlaceWriting,
  { table, ops }: GatheredPlace,
  tables: Tables,
): Promise<Prepared> {
  const { options, directory, folder, place } = writing;
  const { newest, isAnew } = await lookAtFolder(writing);
  const found = newest === undefined || isAnew ? undefined : await fetchSnapshot(writing, newest);
  const coming = `${folder}/${COMING}`;
  const columns = columnsOf(place.kind, options.content, options.properties);
  const query = await snapshotQuery(tables, table, columns, found?.before ?? null);
  // A run that ended before the manifest left a snapshot that only needs to be told of.
  if (query === undefined)
    return found === undefined || found.manifest === newest
      ? NOTHING
      : { staged: await stageAll(writing, null, found.manifest), outdated: [coming] };
  const name = snapshotName(options.format);
  const path = join(directory, `new-${name}`);
  const rows = await tables.run(writeStatement(query, columns, options.format, path));
  const sequence = ((found?.manifest ?? newest)?.sequence ?? 0) + 1;
  const [op = null, ...others] = ops;
  const telling = { options, place, columns, sequence, op: others.length === 0 ? op : null, batch: "" };
  const manifest = await manifestOf(telling, { name, path, rows });
  const before = newest?.file?.name;
  return {
    staged: await stageAll(writing, path, manifest),
    outdated: [coming, ...(before === undefined || before === name ? [] : [`${folder}/${before}`])],
  };
}
