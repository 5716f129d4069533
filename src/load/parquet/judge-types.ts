/** Which types of a Parquet column have an exact text that the raw column can be read from. */
import type { Column } from "../../warehouse/warehouse.ts";
import type { ColumnProblem } from "../judge-columns.ts";
import type { ColumnKind, RawTable } from "../raw-tables.ts";

type Type = Column["type"];

/** What a column of the raw table may come as. A double is no amount and no id: what it prints is not what was meant. */
const TYPES: Readonly<Record<ColumnKind, readonly Type[]>> = {
  id: ["text", "integer", "decimal"],
  text: ["text", "integer", "decimal", "boolean", "date", "timestamp"],
  currency: ["text"],
  status: ["text"],
  amount: ["text", "integer", "decimal"],
  instant: ["text", "timestamp"],
};

const REMEDIES: Readonly<Record<ColumnKind, string>> = {
  id: "Write ids as text or integers.",
  text: "Write it as text.",
  currency: "Write it as text.",
  status: "Write it as text: active or resigned.",
  amount: "Write amounts as decimal or text.",
  instant: "Write instants as timestamps or text, with a time of day.",
};

/** `names`: what the columns are called in the warehouse, in the same order. */
export function judgeTypes(
  columns: readonly Column[],
  names: readonly string[],
  table: RawTable,
): readonly ColumnProblem[] {
  return columns.flatMap((column, index): readonly ColumnProblem[] => {
    const name = names[index] ?? column.name;
    if (column.type === "other")
      return [
        {
          column: name,
          why: `It is nested or binary (${column.engineType.slice(0, 40)}).`,
          remedy: "Write it as text, or take the column out.",
        },
      ];
    const kind = table.columns.find((candidate) => candidate.name === name)?.kind;
    if (kind === undefined) return [];
    const isFraction = kind === "id" && column.type === "decimal" && column.scale !== 0;
    if (TYPES[kind].includes(column.type) && !isFraction) return [];
    return [{ column: name, why: `Its type is ${column.engineType}.`, remedy: REMEDIES[kind] }];
  });
}
