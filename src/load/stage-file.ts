/** Brings one file's rows into a temporary table, each cell as the raw table will keep it, and finds those that cannot be. */
import { ContractError } from "../domain/errors.ts";
import type { Dialect } from "../warehouse/dialect.ts";
import type { Scratch, Statement } from "../warehouse/warehouse.ts";
import type { ReadableFile } from "./readable-file.ts";
import { LoadRefusedError, PROBLEMS_SHOWN_MAX } from "./load-refused-error.ts";
import { DAMAGED } from "./parquet/open-parquet.ts";
import { castType, parseCell } from "./parse-cells.ts";
import { BAD_CELL, BAD_COLUMN, RECORD_NO, type RawColumn, type RawTable } from "./raw-tables.ts";

/** The first cell of a record that cannot be read, in the order of the raw table's columns. */
export interface BadCell {
  readonly recordNo: number;
  readonly column: RawColumn;
  /** As it stands in the file; null when nothing does. */
  readonly cell: string | null;
}

export interface StagedFile {
  /** What the table holds: all records of the file, malformed ones included. */
  readonly records: number;
  /** What statements call the table: `_record_no`, every column of the raw table, the file's further columns. */
  readonly relation: string;
  /** The first 20, in file order. */
  readonly badCells: readonly BadCell[];
  /** Records with at least one. */
  readonly countBad: number;
}

/** Malformed records are blank in it and are none of the bad cells. `LoadRefusedError` for a file that turns out damaged. */
export async function stageFile(scratch: Scratch, dialect: Dialect, file: ReadableFile): Promise<StagedFile> {
  const { table } = file.source;
  // Some engines read the file when its relation is made, others when the statement runs.
  const cells = await file.cells(scratch).catch(refuseDamaged(file));
  const relation = await scratch
    .keep(`load_${table.name}`, stagingQuery(cells, file, dialect))
    .catch(refuseDamaged(file));
  const [counts] = await scratch.rows(`select count(*) as records from ${relation}`);
  if (counts?.["records"] !== file.records)
    throw new ContractError(
      "records_differ",
      `${file.source.path} holds ${file.records} records, but the warehouse read ${String(counts?.["records"])}.`,
      { remedy: "If the file was being written meanwhile, load it again; otherwise report it: nothing was loaded." },
    );
  const blanked = file.malformed.map((record) => record.recordNo);
  const isOther = blanked.length === 0 ? "" : ` and ${RECORD_NO} not in (${blanked.join(", ")})`;
  const bad = `from ${relation} where ${BAD_COLUMN} is not null${isOther}`;
  const [found] = await scratch.rows(`select count(*) as bad ${bad}`);
  const rows = await scratch.rows(
    `select ${RECORD_NO} as record_no, ${BAD_COLUMN} as bad_column, ${BAD_CELL} as bad_cell ${bad}
      order by ${RECORD_NO} limit ${PROBLEMS_SHOWN_MAX}`,
  );
  return {
    relation,
    records: file.records,
    badCells: rows.map((row) => badCell(row, table)),
    countBad: Number(found?.["bad"]),
  };
}

/** The pages of a Parquet file are read here first; the cells of text that a damaged one gives cannot be told from good ones. */
function refuseDamaged({ source }: ReadableFile): (error: unknown) => never {
  return (error) => {
    const isDamage = source.format === "parquet" && error instanceof ContractError;
    if (!isDamage) throw error;
    throw new LoadRefusedError([{ file: source.path, line: null, row: null, column: null, value: null, ...DAMAGED }]);
  };
}

function stagingQuery(from: string, file: ReadableFile, dialect: Dialect): Statement {
  const { table } = file.source;
  const present = table.columns.filter((column) => file.columns.includes(column.name));
  const absent = table.columns.filter((column) => !file.columns.includes(column.name));
  const cellOf = (name: string): string => `t.${dialect.quote(name)}`;
  const rawOf = (name: string): string => dialect.quote(`${name} as text`);
  const parsed = [
    ...present.map(
      (column) => `${parseCell(column.kind, cellOf(column.name), dialect)} as ${dialect.quote(column.name)}`,
    ),
    ...absent.map((column) => `cast(null as ${castType(column.kind, dialect)}) as ${dialect.quote(column.name)}`),
    ...file.furtherColumns.map((name) => `${parseCell("text", cellOf(name), dialect)} as ${dialect.quote(name)}`),
    ...present.map((column) => `${cellOf(column.name)} as ${rawOf(column.name)}`),
  ];
  const bad = present.filter((column) => column.isRequired || column.kind === "instant" || column.kind === "amount");
  const isBad = (column: RawColumn): string => {
    const blank = column.isRequired ? "" : ` and ${dialect.trim(rawOf(column.name))} <> ''`;
    return `${dialect.quote(column.name)} is null${blank}`;
  };
  const names = [...table.columns.map((column) => column.name), ...file.furtherColumns];
  const text = `select ${[RECORD_NO, ...names.map((name) => dialect.quote(name))].join(", ")},
      case ${bad.map((column) => `when ${isBad(column)} then ${dialect.literal(column.name)}`).join("\n        ")} end as ${BAD_COLUMN},
      case ${bad.map((column) => `when ${isBad(column)} then ${rawOf(column.name)}`).join("\n        ")} end as ${BAD_CELL}
    from (select t.${RECORD_NO}, ${parsed.join(",\n      ")}
      from ${from} as t) as cells`;
  return { text, parameters: [] };
}

function badCell(row: Readonly<Record<string, unknown>>, table: RawTable): BadCell {
  const column = table.columns.find((candidate) => candidate.name === row["bad_column"]);
  if (column === undefined) throw new ContractError("bad_column", "A staged row names an unknown column.");
  const cell = row["bad_cell"];
  return { recordNo: Number(row["record_no"]), column, cell: typeof cell === "string" ? cell : null };
}
