/** Every reason why rows of one file cannot be loaded, as a person looks for them: by line or row. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Statements } from "../warehouse/warehouse.ts";
import { explainCell } from "./explain-cell.ts";
import { findContradictions } from "./find-contradictions.ts";
import type { Place, ReadableFile } from "./readable-file.ts";
import { PROBLEMS_SHOWN_MAX, type Problem } from "./load-refused-error.ts";
import { maskValue } from "../domain/mask-value.ts";
import type { StagedFile } from "./stage-file.ts";

export interface FileProblems {
  /** The first 20, by line or row. */
  readonly problems: readonly Problem[];
  readonly count: number;
}

export async function checkRows(
  statements: Statements,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
): Promise<FileProblems> {
  const isCustomers = file.source.table.key === "customer_id";
  const contradictions = isCustomers
    ? await findContradictions(statements, dialect, file, staged.relation)
    : { shown: [], count: 0 };
  const places = await file.places([
    ...staged.badCells.map((cell) => cell.recordNo),
    ...contradictions.shown.flatMap((row) => [row.recordNo, row.firstRecordNo]),
  ]);
  const placeOf = (recordNo: number): Place => places.get(recordNo) ?? { line: null, row: null };
  const problems = [
    ...malformedProblems(file),
    ...staged.badCells.map((cell) => ({
      file: file.source.path,
      ...placeOf(cell.recordNo),
      column: cell.column.name,
      value: cell.cell === null ? null : maskValue(cell.cell),
      ...explainCell(cell.column.kind, cell.cell),
    })),
    ...contradictions.shown.map((row) => ({
      file: file.source.path,
      ...placeOf(row.recordNo),
      column: "customer_id",
      value: maskValue(row.customerId),
      why: `${placeName(placeOf(row.firstRecordNo))} has the same customer with other values.`,
      remedy: "Keep the row that is right.",
    })),
  ];
  return {
    problems: problems.toSorted((a, b) => (a.line ?? a.row ?? 0) - (b.line ?? b.row ?? 0)).slice(0, PROBLEMS_SHOWN_MAX),
    count: file.countMalformed + staged.countBad + contradictions.count,
  };
}

/** The first 20 malformed records. */
export function malformedProblems(file: ReadableFile): readonly Problem[] {
  return file.malformed.slice(0, PROBLEMS_SHOWN_MAX).map(({ place, why, remedy }) => ({
    file: file.source.path,
    ...place,
    column: null,
    value: null,
    why,
    remedy,
  }));
}

function placeName({ line, row }: Place): string {
  return line === null ? `Row ${row}` : `Line ${line}`;
}
