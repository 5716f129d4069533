/** Every reason why rows of one file cannot be loaded, as a person looks for them: by physical line. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Transaction } from "../warehouse/warehouse.ts";
import { describeFault } from "./describe-fault.ts";
import { explainCell } from "./explain-cell.ts";
import { findContradictions } from "./find-contradictions.ts";
import { findLines } from "./find-lines.ts";
import type { InspectedFile } from "./inspected-file.ts";
import { PROBLEMS_SHOWN_MAX, type Problem } from "./load-refused-error.ts";
import { maskValue } from "../domain/mask-value.ts";
import type { StagedFile } from "./stage-file.ts";

export interface FileProblems {
  /** The first 20, by line. */
  readonly problems: readonly Problem[];
  readonly count: number;
}

export async function checkRows(
  transaction: Transaction,
  dialect: Dialect,
  file: InspectedFile,
  staged: StagedFile,
): Promise<FileProblems> {
  const isCustomers = file.source.table.key === "customer_id";
  const contradictions = isCustomers
    ? await findContradictions(transaction, dialect, file, staged.relation)
    : { shown: [], count: 0 };
  const lines = await findLines(file.path, [
    ...staged.badCells.map((cell) => cell.recordNo),
    ...contradictions.shown.flatMap((row) => [row.recordNo, row.firstRecordNo]),
  ]);
  const lineOf = (recordNo: number): number | null => lines.get(recordNo) ?? null;
  const problems = [
    ...malformedProblems(file),
    ...staged.badCells.map((cell) => ({
      file: file.source.path,
      line: lineOf(cell.recordNo),
      column: cell.column.name,
      value: cell.cell === null ? null : maskValue(cell.cell),
      ...explainCell(cell.column.kind, cell.cell),
    })),
    ...contradictions.shown.map((row) => ({
      file: file.source.path,
      line: lineOf(row.recordNo),
      column: "customer_id",
      value: maskValue(row.customerId),
      why: `Line ${lineOf(row.firstRecordNo)} has the same customer with other values.`,
      remedy: "Keep the row that is right.",
    })),
  ];
  return {
    problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, PROBLEMS_SHOWN_MAX),
    count: file.countMalformed + staged.countBad + contradictions.count,
  };
}

/** The first 20 malformed records. */
export function malformedProblems(file: InspectedFile): readonly Problem[] {
  return file.malformed.slice(0, PROBLEMS_SHOWN_MAX).map((record) => ({
    file: file.source.path,
    line: record.line,
    column: null,
    value: null,
    ...describeFault(record, file.columns.length),
  }));
}
