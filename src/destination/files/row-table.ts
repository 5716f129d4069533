/** Changes as rows of a table, whatever file they go to. */
import type { Change, Op } from "../../domain/change.ts";
import type { Batch } from "../destination.ts";
import type { FileColumn } from "./columns.ts";
import { quoted, valueOf } from "./table-text.ts";
import type { Cell, Tables } from "./tables.ts";

export interface BatchRows {
  readonly batch: Batch;
  /** Those of the batch's changes that can be written. */
  readonly rows: readonly Change[];
  readonly atMs: number;
  readonly columns: readonly FileColumn[];
}

/** What a change is besides its columns: names that no property can have. */
export const ROW = { ordinal: '"#ordinal"', op: '"#op"', record: '"#record"' } as const;

/** `columns`: of the file. All of them are texts there, null where there is no value. */
export async function createRowTable(tables: Tables, table: string, columns: readonly FileColumn[]): Promise<void> {
  const texts = [ROW.op, ROW.record, ...columns.map(({ name }) => quoted(name))].map((name) => `${name} varchar`);
  await tables.run(`create table ${table} (${ROW.ordinal} integer, ${texts.join(", ")})`);
}

export async function appendRows(tables: Tables, table: string, batchRows: BatchRows): Promise<void> {
  const { batch, rows, columns } = batchRows;
  const at = String(batchRows.atMs);
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
  const cells = function* (): Generator<readonly Cell[], void, void> {
    for (const row of rows) yield [row.ordinal, batch.op, row.recordId, ...columns.map(({ name }) => cell(row, name))];
  };
  await tables.append(table, cells());
}

/** Of such a table, the columns of the file in their types. */
export function typed(columns: readonly FileColumn[]): string {
  return columns.map(({ name, type }) => `${valueOf(quoted(name), type)} as ${quoted(name)}`).join(", ");
}

export function isOp(op: Op): string {
  return `${ROW.op} = '${op}'`;
}
