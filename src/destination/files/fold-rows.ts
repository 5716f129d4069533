/** Everybody at a place once what was gathered for it is done. */
import type { FileColumn } from "./columns.ts";
import { ENGINE_TYPES } from "./columns.ts";
import { isOp, ROW, typed } from "./row-table.ts";
import { quoted, readRelation, type FileFormat } from "./table-text.ts";
import type { Tables } from "./tables.ts";

const BEFORE = "before";

/** A file written before, on this machine. */
export interface FileBefore {
  readonly path: string;
  readonly format: FileFormat;
  readonly columns: readonly FileColumn[];
}

/**
 * A query for everybody at the place afterwards, by member; undefined when the rows of the table, one for each member, change
 * nothing. `before` null: nobody was there. `at` is when a member's row last changed, so what is sent again leaves the file
 * as it is.
 */
export async function snapshotQuery(
  tables: Tables,
  table: string,
  columns: readonly FileColumn[],
  before: FileBefore | null,
): Promise<string | undefined> {
  const staying = `select ${typed(columns)} from ${table} where not ${isOp("leave")}`;
  if (before === null) return `${staying} order by member_key`;
  await tables.run(`create or replace table ${BEFORE} as ${readBefore(before, columns)}`);
  const beside = `(select ${ROW.op}, ${typed(columns)} from ${table}) e left join ${BEFORE} b on b.member_key = e.member_key`;
  const isThere = "b.member_key is not null";
  const isAsBefore = `(${[isThere, ...samenessOf(columns)].join(" and ")})`;
  const moved = await tables.count(
    `select count(*) from ${beside} where case when ${isOp("leave")} then ${isThere} else not ${isAsBefore} end`,
  );
  if (sameColumns(before.columns, columns) && moved === 0) return undefined;
  const kept = `select b.* from ${BEFORE} b anti join ${table} using (member_key)`;
  const entering = `select e.* exclude (${ROW.op}) replace (case when ${isAsBefore} then b."at" else e."at" end as "at") from ${beside} where not ${isOp("leave")}`;
  return `select * from (${kept} union all by name ${entering}) order by member_key`;
}

function samenessOf(columns: readonly FileColumn[]): readonly string[] {
  return columns
    .filter(({ name }) => name !== "at")
    .map(({ name }) => `b.${quoted(name)} is not distinct from e.${quoted(name)}`);
}

export function nobody(columns: readonly FileColumn[]): string {
  return `select ${columns.map(({ name, type }) => `cast(null as ${ENGINE_TYPES[type]}) as ${quoted(name)}`).join(", ")} where false`;
}

/** What the file held, in the columns of today: a new one is empty, and what no longer fits its column is left out. */
function readBefore(before: FileBefore, columns: readonly FileColumn[]): string {
  const there = new Map(before.columns.map(({ name, type }) => [name, type]));
  const cells = columns.map(({ name, type }) => {
    const was = there.get(name);
    if (was === type) return quoted(name);
    const value = was === undefined ? "null" : `try_cast(cast(${quoted(name)} as varchar) as ${ENGINE_TYPES[type]})`;
    return `cast(${value} as ${ENGINE_TYPES[type]}) as ${quoted(name)}`;
  });
  return `select ${cells.join(", ")} from ${readRelation(before.columns, before.format, before.path)}`;
}

function sameColumns(before: readonly FileColumn[] | undefined, after: readonly FileColumn[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
