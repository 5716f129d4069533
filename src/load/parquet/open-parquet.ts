/** The reader of Parquet files: columns of text or of types that have one exact text. */
import { open } from "node:fs/promises";
import { ConfigError, ContractError } from "../../domain/errors.ts";
import type { Column, Warehouse } from "../../warehouse/warehouse.ts";
import type { SourceFile } from "../find-files.ts";
import { judgeColumns } from "../judge-columns.ts";
import type { Problem } from "../load-refused-error.ts";
import type { ReadableFile } from "../readable-file.ts";
import { judgeTypes } from "./judge-types.ts";

/** Reads the file's end, where its columns stand. Its rows are read when they are staged, in the file's own groups. */
export async function openParquet(
  warehouse: Warehouse,
  source: SourceFile,
): Promise<ReadableFile | { readonly problems: readonly Problem[] }> {
  const refuse = (...problems: readonly Omit<Problem, "file" | "line" | "row" | "value">[]) => ({
    problems: problems.map((problem) => ({ file: source.path, line: null, row: null, value: null, ...problem })),
  });
  const strange = await judgeEnds(source);
  if (strange !== undefined) return refuse({ column: null, ...strange });
  const described = await describe(warehouse, source.path);
  if (described === undefined) return refuse({ column: null, ...DAMAGED });
  const found = described.columns;
  const judged = judgeColumns(
    found.map(({ name }) => name),
    source.table,
  );
  if (!("columns" in judged))
    return refuse(...judged.map((problem) => ({ ...problem, why: problem.why.replace("The header", "The file") })));
  const { columns, furtherColumns } = judged;
  const problems = judgeTypes(found, columns, source.table);
  if (problems.length > 0) return refuse(...problems);
  const renamed = found.map((column: Column, index) => ({ ...column, as: columns[index] ?? column.name }));
  return {
    source,
    columns,
    furtherColumns,
    records: described.rows,
    malformed: [],
    countMalformed: 0,
    cells: (scratch) => scratch.parquetRelation({ path: source.path, columns: renamed }),
    places: (recordNos) =>
      Promise.resolve(new Map(recordNos.map((recordNo) => [recordNo, { line: null, row: recordNo }]))),
    textOf: () => Promise.resolve(""),
  };
}

/** Also said when its rows turn out to be unreadable. */
export const DAMAGED = {
  why: "It is damaged: the warehouse cannot read it.",
  remedy: "Write it again, and look whether it was copied whole.",
} as const;

async function describe(
  warehouse: Warehouse,
  path: string,
): Promise<{ readonly columns: readonly Column[]; readonly rows: number } | undefined> {
  try {
    return await warehouse.describeParquet(path);
  } catch (error) {
    if (error instanceof ContractError || error instanceof ConfigError) return undefined;
    throw error;
  }
}

const MARK_BYTES = 4;

/** A Parquet file begins and ends with a mark: `PAR1`, or `PARE` where even the columns are encrypted. */
async function judgeEnds({
  path,
  bytes,
}: SourceFile): Promise<{ readonly why: string; readonly remedy: string } | undefined> {
  if (bytes === 0)
    return { why: "It is empty (0 bytes).", remedy: "Write at least its columns, or leave the file out." };
  const file = await open(path);
  try {
    const markAt = async (position: number): Promise<string> => {
      const { buffer } = await file.read({ buffer: Buffer.alloc(MARK_BYTES), position });
      return buffer.toString("latin1");
    };
    const [first, last] = [await markAt(0), await markAt(Math.max(0, bytes - MARK_BYTES))];
    if (first === "PARE" || last === "PARE") return { why: "It is encrypted.", remedy: "Write it without encryption." };
    if (first !== "PAR1")
      return { why: "It is no Parquet file.", remedy: "Write it as Parquet, or name it after what it is." };
    if (last !== "PAR1" || bytes < 12)
      return { why: "It is truncated: its end is missing.", remedy: "Write or copy it again." };
    return undefined;
  } finally {
    await file.close();
  }
}
