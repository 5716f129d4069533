/** Takes the rows of a staged file that cannot be loaded out of it, for `raw.quarantine`: whole, each once. */
import type { Dialect } from "../warehouse/dialect.ts";
import { noRows } from "../warehouse/no-rows.ts";
import type { Scratch, Statement, Step } from "../warehouse/warehouse.ts";
import { explainCell } from "./explain-cell.ts";
import { selectContradictory } from "./find-contradictions.ts";
import { insertQuarantined, QUARANTINED, type QuarantineSource } from "./quarantine-table.ts";
import { BAD_CELL, BAD_COLUMN, RECORD_NO } from "./raw-tables.ts";
import type { Place, ReadableFile } from "./readable-file.ts";
import type { StagedFile } from "./stage-file.ts";

export interface Quarantined {
  /** The file's good rows alone. */
  readonly staged: StagedFile;
  /** Rows of the file that are not loaded. */
  readonly rows: number;
  /** Keeps them; it changes as many rows as were not kept already. */
  readonly step: Step;
}

interface Work {
  readonly scratch: Scratch;
  readonly dialect: Dialect;
  readonly file: ReadableFile;
  /** The bad rows with their cells as they stand in the file. */
  readonly bad: string;
  /** What is to be kept. */
  readonly rows: string;
}

const PAGE_ROWS = 5_000;
const BATCH_TEXT_MAX = 2 ** 20;

/**
 * Of customers who contradict themselves every row is kept here: none of them can win. Reads the file once more, and once
 * more to find lines.
 */
export async function quarantineRows(
  scratch: Scratch,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
  stamp: Pick<QuarantineSource, "quarantineId" | "loadedAt">,
): Promise<Quarantined> {
  const { name } = file.source.table;
  const source = { ...stamp, table: name, name: file.source.name };
  const bad = await scratch.keep(`load_bad_${name}`, await badRows(scratch, dialect, file, staged));
  const rows = await scratch.keep(`load_kept_${name}`, noRows(dialect, QUARANTINED));
  const work = { scratch, dialect, file, bad, rows };
  const recordNos = await recordNosOf(work);
  const places = await file.places(recordNos);
  await addMalformed(work);
  for (let from = 0; from < recordNos.length; from += PAGE_ROWS)
    await addPage(work, recordNos.slice(from, from + PAGE_ROWS), places);
  const count = await scratch.run(
    `delete from ${staged.relation} where ${RECORD_NO} in (select ${RECORD_NO} from ${bad})${orMalformed(file)}`,
  );
  return {
    staged: { ...staged, records: staged.records - count, badCells: [], countBad: 0 },
    rows: count,
    step: insertQuarantined(dialect, source, rows),
  };
}

async function badRows(scratch: Scratch, dialect: Dialect, file: ReadableFile, staged: StagedFile): Promise<Statement> {
  const { key } = file.source.table;
  const cell = (name: string): string => `c.${dialect.quote(name)}`;
  const record = dialect.jsonObject(Object.fromEntries(file.columns.map((name) => [name, cell(name)])));
  const isContradictory =
    key === "customer_id" ? ` or s.customer_id in (${selectContradictory(dialect, file, staged.relation)})` : "";
  const malformed = file.malformed.map(({ recordNo }) => recordNo);
  const isSound = malformed.length === 0 ? "" : ` and s.${RECORD_NO} not in (${malformed.join(", ")})`;
  const recordKey = file.columns.includes(key) ? cell(key) : `cast(null as ${dialect.types.text})`;
  const text = `select bad.*, row_number() over (partition by record order by ${RECORD_NO}) as occurrence
    from (
      select c.${RECORD_NO}, ${record} as record, ${recordKey} as record_key, s.${BAD_COLUMN}, s.${BAD_CELL}
      from ${staged.relation} as s
      inner join ${await file.cells(scratch)} as c on c.${RECORD_NO} = s.${RECORD_NO}
      where (s.${BAD_COLUMN} is not null${isContradictory})${isSound}
    ) as bad`;
  return { text, parameters: [] };
}

async function recordNosOf({ scratch, bad }: Work): Promise<readonly number[]> {
  const all: number[] = [];
  for (;;) {
    const rows = await scratch.rows(
      `select ${RECORD_NO} as record_no from ${bad} where ${RECORD_NO} > ${all.at(-1) ?? 0} order by 1 limit ${PAGE_ROWS}`,
    );
    for (const row of rows) all.push(Number(row["record_no"]));
    if (rows.length < PAGE_ROWS) return all;
  }
}

async function addPage(
  { scratch, dialect, file, bad, rows }: Work,
  recordNos: readonly number[],
  places: ReadonlyMap<number, Place>,
): Promise<void> {
  const found = await scratch.rows(
    `select ${RECORD_NO} as record_no, ${BAD_COLUMN} as bad_column, ${BAD_CELL} as bad_cell from ${bad}
      where ${RECORD_NO} between ${recordNos[0] ?? 0} and ${recordNos.at(-1) ?? 0}`,
  );
  const explained = found.map((row) => {
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
  await scratch.run(
    `insert into ${rows}
    select e.source_line, e.source_row, bad.record, bad.record_key, e.bad_column, e.why, bad.occurrence
    from ${dialect.records(dialect.placeholder(1), shape)} as e inner join ${bad} as bad on bad.${RECORD_NO} = e.record_no`,
    [JSON.stringify(explained)],
  );
}

/** Their text is kept as one JSON text, since cells cannot be told apart. A statement holds some: a record may be 1 MiB. */
async function addMalformed({ scratch, dialect, file, rows }: Work): Promise<void> {
  const seen = new Map<string, number>();
  let batch: object[] = [];
  let batchText = 0;
  const write = async (): Promise<void> => {
    if (batch.length === 0) return;
    const records = dialect.records(dialect.placeholder(1), QUARANTINED);
    await scratch.run(`insert into ${rows} select * from ${records} as r`, [JSON.stringify(batch)]);
    [batch, batchText] = [[], 0];
  };
  for (const malformed of file.malformed) {
    const record = JSON.stringify(await file.textOf(malformed));
    const occurrence = (seen.get(record) ?? 0) + 1;
    seen.set(record, occurrence);
    const { line, row } = malformed.place;
    if (batchText + record.length > BATCH_TEXT_MAX) await write();
    batchText += record.length;
    batch.push({
      source_line: line,
      source_row: row,
      record,
      record_key: null,
      bad_column: null,
      why: malformed.why,
      occurrence,
    });
  }
  await write();
}

function orMalformed({ malformed }: ReadableFile): string {
  return malformed.length === 0 ? "" : ` or ${RECORD_NO} in (${malformed.map(({ recordNo }) => recordNo).join(", ")})`;
}
