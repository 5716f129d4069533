/** One batch as one file of changes. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Change } from "../../domain/change.ts";
import type { Batch } from "../destination.ts";
import { NOTHING, type Prepared } from "./commit-files.ts";
import { checkUnchanged, numberOf, stageAll } from "./folder.ts";
import { lookAtFolder, type PlaceWriting } from "./look-at-folder.ts";
import { manifestOf } from "./manifest-of.ts";
import { appendRows, createRowTable, ROW, typed, type BatchRows } from "./row-table.ts";
import { writeStatement } from "./table-text.ts";
import { withTables } from "./tables.ts";

const BATCH = "batch";

/** `ConfigError` when what lies there cannot be gone on from. */
export async function prepareChanges(writing: PlaceWriting, batchRows: BatchRows): Promise<Prepared> {
  const { options, directory, place } = writing;
  const { newest, isAnew } = await lookAtFolder(writing);
  const { batch, rows, columns } = batchRows;
  const id = batchId(batch, rows);
  if (newest !== undefined && newest.batch === id && !isAnew) {
    await checkUnchanged(writing, newest);
    return NOTHING;
  }
  const sequence = (newest?.sequence ?? 0) + 1;
  const name = `${numberOf(sequence)}-${batch.op}.${options.format}`;
  const path = join(directory, name);
  await withTables(directory, async (tables) => {
    await createRowTable(tables, BATCH, columns);
    await appendRows(tables, BATCH, batchRows);
    const inOrder = `select ${typed(columns)} from ${BATCH} order by ${ROW.ordinal}`;
    await tables.run(writeStatement(inOrder, columns, options.format, path));
  });
  const manifest = await manifestOf(
    { options, place, columns, sequence, op: batch.op, batch: id },
    { name, path, rows: rows.length },
  );
  return { staged: await stageAll(writing, path, manifest), outdated: [] };
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
