/** Moves the rows of a staged file that cannot be loaded into `raw.quarantine`, whole, each once. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Transaction } from "../warehouse/warehouse.ts";
import { explainCell } from "./explain-cell.ts";
import { selectContradictory } from "./find-contradictions.ts";
import { ensureQuarantine, insertQuarantined, type QuarantineSource } from "./quarantine-table.ts";
import { BAD_CELL, BAD_COLUMN, RECORD_NO } from "./raw-tables.ts";
import type { Place, ReadableFile } from "./readable-file.ts";
import type { StagedFile } from "./stage-file.ts";

export interface Quarantined {
  /** The file's good rows alone. */
  readonly staged: StagedFile;
  /** Rows of the file that are not loaded. */
  readonly rows: number;
  /** Of them, those that were not kept already. */
  readonly added: number;
}

const BAD = "load_bad";
const PAGE_ROWS = 5_000;

/**
 * Of customers who contradict themselves every row is kept here: none of them can win. Reads the file once more, and once
 * more to find lines.
 */
export async function quarantineRows(
  transaction: Transaction,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
  stamp: Pick<QuarantineSource, "quarantineId" | "loadedAt">,
): Promise<Quarantined> {
  const source = { ...stamp, table: file.source.table.name, name: file.source.name };
  await ensureQuarantine(transaction, dialect);
  await collect(transaction, dialect, file, staged);
  const recordNos = await recordNosOf(transaction);
  const places = await file.places(recordNos);
  let added = await addMalformed(transaction, dialect, file, source);
  for (let from = 0; from < recordNos.length; from += PAGE_ROWS) {
    const page = recordNos.slice(from, from + PAGE_ROWS);
    added += await addPage(transaction, dialect, file, source, page, places);
  }
  const rows = await transaction.run(
    `delete from ${staged.relation} where ${RECORD_NO} in (select ${RECORD_NO} from ${BAD})${orMalformed(file)}`,
  );
  await transaction.run(`drop table ${BAD}`);
  return { staged: { ...staged, records: staged.records - rows, badCells: [], countBad: 0 }, rows, added };
}

/** A temporary table of the bad rows with their cells as they stand in the file. */
async function collect(
  transaction: Transaction,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
): Promise<void> {
  const { key } = file.source.table;
  const cell = (name: string): string => `c.${dialect.quote(name)}`;
  const record = dialect.jsonObject(Object.fromEntries(file.columns.map((name) => [name, cell(name)])));
  const isContradictory =
    key === "customer_id" ? ` or s.customer_id in (${selectContradictory(dialect, file, staged.relation)})` : "";
  const malformed = file.malformed.map(({ recordNo }) => recordNo);
  const isSound = malformed.length === 0 ? "" : ` and s.${RECORD_NO} not in (${malformed.join(", ")})`;
  const recordKey = file.columns.includes(key) ? cell(key) : "null";
  await transaction.run(`create temporary table ${BAD} as
    select bad.*, row_number() over (partition by record order by ${RECORD_NO}) as occurrence
    from (
      select c.${RECORD_NO}, ${record} as record, ${recordKey} as record_key, s.${BAD_COLUMN}, s.${BAD_CELL}
      from ${staged.relation} as s
      inner join ${await file.cells(transaction)} as c on c.${RECORD_NO} = s.${RECORD_NO}
      where (s.${BAD_COLUMN} is not null${isContradictory})${isSound}
    ) as bad`);
}

async function recordNosOf(transaction: Transaction): Promise<readonly number[]> {
  const all: number[] = [];
  for (;;) {
    const rows = await transaction.rows(
      `select ${RECORD_NO} as record_no from ${BAD} where ${RECORD_NO} > ${all.at(-1) ?? 0} order by 1 limit ${PAGE_ROWS}`,
    );
    for (const row of rows) all.push(Number(row["record_no"]));
    if (rows.length < PAGE_ROWS) return all;
  }
}

async function addPage(
  transaction: Transaction,
  dialect: Dialect,
  file: ReadableFile,
  source: QuarantineSource,
  recordNos: readonly number[],
  places: ReadonlyMap<number, Place>,
): Promise<number> {
  const rows = await transaction.rows(
    `select ${RECORD_NO} as record_no, ${BAD_COLUMN} as bad_column, ${BAD_CELL} as bad_cell from ${BAD}
      where ${RECORD_NO} between ${recordNos[0] ?? 0} and ${recordNos.at(-1) ?? 0}`,
  );
  const explained = rows.map((row) => {
    const recordNo = Number(row["record_no"]);
    const column = file.source.table.columns.find(({ name }) => name === row["bad_column"]);
    const cell = row["bad_cell"];
    const { line, row: rowNo } = places.get(recordNo) ?? { line: null, row: null };
    return {
      record_no: recordNo,
      source_line: line,
      source_row: rowNo,
      bad_column: column?.name ?? file.source.table.key,
      why:
        column === undefined
          ? "The file has this customer with other values, too."
          : explainCell(column.kind, typeof cell === "string" ? cell : null).why,
    };
  });
  const shape = {
    record_no: "bigint",
    source_line: "bigint",
    source_row: "bigint",
    bad_column: "text",
    why: "text",
  } as const;
  const joined = `(select e.source_line, e.source_row, e.bad_column, e.why, bad.record, bad.record_key, bad.occurrence
    from ${dialect.records(dialect.placeholder(1), shape)} as e inner join ${BAD} as bad on bad.${RECORD_NO} = e.record_no)`;
  return insertQuarantined(transaction, dialect, source, joined, JSON.stringify(explained));
}

/** Their text is kept as one JSON text, since cells cannot be told apart. One statement each: a record may be 1 MiB. */
async function addMalformed(
  transaction: Transaction,
  dialect: Dialect,
  file: ReadableFile,
  source: QuarantineSource,
): Promise<number> {
  const seen = new Map<string, number>();
  const shape = {
    source_line: "bigint",
    source_row: "bigint",
    record: "text",
    record_key: "text",
    bad_column: "text",
    why: "text",
    occurrence: "bigint",
  } as const;
  const rows = dialect.records(dialect.placeholder(1), shape);
  let added = 0;
  for (const malformed of file.malformed) {
    const record = JSON.stringify(await file.textOf(malformed));
    const occurrence = (seen.get(record) ?? 0) + 1;
    seen.set(record, occurrence);
    const { line, row } = malformed.place;
    const cells = {
      source_line: line,
      source_row: row,
      record,
      record_key: null,
      bad_column: null,
      why: malformed.why,
      occurrence,
    };
    added += await insertQuarantined(transaction, dialect, source, rows, JSON.stringify([cells]));
  }
  return added;
}

function orMalformed({ malformed }: ReadableFile): string {
  return malformed.length === 0 ? "" : ` or ${RECORD_NO} in (${malformed.map(({ recordNo }) => recordNo).join(", ")})`;
}
