/** Customers who stand in one file twice with different content: the order of lines means nothing, so neither can win. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Statements } from "../warehouse/warehouse.ts";
import type { ReadableFile } from "./readable-file.ts";
import { PROBLEMS_SHOWN_MAX } from "./load-refused-error.ts";
import { RECORD_NO } from "./raw-tables.ts";

export interface Contradiction {
  readonly recordNo: number;
  /** The record that names the customer first. */
  readonly firstRecordNo: number;
  readonly customerId: string;
}

export interface Contradictions {
  /** The first 20, in file order. */
  readonly shown: readonly Contradiction[];
  readonly count: number;
}

export async function findContradictions(
  statements: Statements,
  dialect: Dialect,
  file: ReadableFile,
  staged: string,
): Promise<Contradictions> {
  const differing = differingRows(dialect, file, staged);
  const [found] = await statements.rows(`select count(*) as contradictions ${differing}`);
  const rows = await statements.rows(
    `select t.${RECORD_NO} as record_no, f.${RECORD_NO} as first_no, t.customer_id as customer_id ${differing}
      order by t.${RECORD_NO} limit ${PROBLEMS_SHOWN_MAX}`,
  );
  return {
    shown: rows.map((row) => ({
      recordNo: Number(row["record_no"]),
      firstRecordNo: Number(row["first_no"]),
      customerId: String(row["customer_id"]),
    })),
    count: Number(found?.["contradictions"]),
  };
}

/** A statement for the ids of these customers. */
export function selectContradictory(dialect: Dialect, file: ReadableFile, staged: string): string {
  return `select t.customer_id ${differingRows(dialect, file, staged)}`;
}

function differingRows(dialect: Dialect, file: ReadableFile, staged: string): string {
  const columns = [...file.source.table.columns.map((column) => column.name), ...file.furtherColumns];
  const differ = columns.map((name) => `t.${dialect.quote(name)} is distinct from f.${dialect.quote(name)}`);
  return `from (select customer_id, min(${RECORD_NO}) as first_no from ${staged}
      where customer_id is not null group by customer_id having count(*) > 1) as repeated
    inner join ${staged} as f on f.${RECORD_NO} = repeated.first_no
    inner join ${staged} as t on t.customer_id = repeated.customer_id
    where ${differ.join(" or ")}`;
}
