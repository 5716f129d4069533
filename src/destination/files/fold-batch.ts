/** A batch as rows of a file: the changes themselves, or everybody at the place once they are made. */
import type { Batch } from "../destination.ts";
import type { Change } from "../../domain/change.ts";
import type { FileColumn } from "./columns.ts";
import { ENGINE_TYPES } from "./columns.ts";
import { quoted, readRelation, valueOf, type FileFormat } from "./table-text.ts";
import type { Tables } from "./tables.ts";

const BATCH = "batch";
const BEFORE = "before";
const AFTER = "after";

export interface BatchRows {
  readonly batch: Batch;
  /** Those of the batch's changes that can be written. */
  readonly rows: readonly Change[];
  readonly atMs: number;
  readonly columns: readonly FileColumn[];
}

/** A file written before, on this machine. */
export interface FileBefore {
  readonly path: string;
  readonly format: FileFormat;
  readonly columns: readonly FileColumn[];
}

/** A query for the changes, in the plan's order. */
export async function changesQuery(tables: Tables, batchRows: BatchRows): Promise<string> {
  await loadBatch(tables, batchRows);
  return `select ${typed(batchRows.columns)} from ${BATCH} order by cast(_ordinal as bigint)`;
}

/**
 * A query for everybody at the place afterwards, by member; undefined when the batch changes nothing. `before` null: nobody
 * was there. `at` is when a member's row last changed, so a batch that is sent again leaves the file as it is.
 */
export async function snapshotQuery(
  tables: Tables,
  batchRows: BatchRows,
  before: FileBefore | null,
): Promise<{ readonly query: string; readonly rows: number } | undefined> {
  const { columns, batch } = batchRows;
  await loadBatch(tables, batchRows);
  await tables.run(`create table ${BEFORE} as ${before === null ? nobody(columns) : readBefore(before, columns)}`);
  const moved = await tables.count(movedCount(batchRows));
  if (before !== null && sameColumns(before.columns, columns) && moved === 0) return undefined;
  const kept = `select b.* from ${BEFORE} b anti join ${BATCH} using (member_key)`;
  const entering = `select e.* replace (case when ${isAsBefore(columns)} then b."at" else e."at" end as "at") from ${besideBefore(columns)}`;
  await tables.run(`create table ${AFTER} as ${kept}${batch.op === "leave" ? "" : ` union all by name ${entering}`}`);
  const rows = await tables.count(`select count(*) from ${AFTER}`);
  return { query: `select * from ${AFTER} order by member_key`, rows };
}

function movedCount({ batch, columns }: BatchRows): string {
  if (batch.op === "leave") return `select count(*) from ${BEFORE} semi join ${BATCH} using (member_key)`;
  return `select count(*) from ${besideBefore(columns)} where not (${isAsBefore(columns)})`;
}

/** Each row of the batch, `e`, beside the same member's row before, `b`. */
function besideBefore(columns: readonly FileColumn[]): string {
  return `(select ${typed(columns)} from ${BATCH}) e left join ${BEFORE} b on b.member_key = e.member_key`;
}

function isAsBefore(columns: readonly FileColumn[]): string {
  const same = columns
    .filter(({ name }) => name !== "at")
    .map(({ name }) => `b.${quoted(name)} is not distinct from e.${quoted(name)}`);
  return ["b.member_key is not null", ...same].join(" and ");
}

async function loadBatch(tables: Tables, { batch, rows, atMs, columns }: BatchRows): Promise<void> {
  const names = columns.map(({ name }) => name);
  const at = String(atMs);
  const cell = (row: Change, name: string): string | null => {
    switch (name) {
      case "operation":
        return batch.op;
      case "audience":
        return batch.place.audience;
      case "member_key":
        return row.memberKey;
      case "address":
        return row.address;
      case "at":
        return at;
      default:
        return row.properties[name] ?? null;
    }
  };
  const cells = function* (): Generator<readonly (string | null)[], void, void> {
    for (const row of rows) yield [String(row.ordinal), ...names.map((name) => cell(row, name))];
  };
  await tables.load(BATCH, ["_ordinal", ...names], cells());
}

function typed(columns: readonly FileColumn[]): string {
  return columns.map(({ name, type }) => `${valueOf(quoted(name), type)} as ${quoted(name)}`).join(", ");
}

export function nobody(columns: readonly FileColumn[]): string {
  return `select ${columns.map(({ name, type }) => `cast(null as ${ENGINE_TYPES[type]}) as ${quoted(name)}`).join(", ")} where false`;
}

/** What the file held, in the columns of today: a new one is empty, and what no longer fits its column is left out. */
function readBefore(before: FileBefore, columns: readonly FileColumn[]): string {
  const there = new Set(before.columns.map(({ name }) => name));
  const cells = columns.map(({ name, type }) => {
    const value = there.has(name) ? `try_cast(cast(${quoted(name)} as varchar) as ${ENGINE_TYPES[type]})` : "null";
    return `cast(${value} as ${ENGINE_TYPES[type]}) as ${quoted(name)}`;
  });
  return `select ${cells.join(", ")} from ${readRelation(before.columns, before.format, before.path)}`;
}

function sameColumns(before: readonly FileColumn[] | undefined, after: readonly FileColumn[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
